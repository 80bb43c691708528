/**
 * What a settings record says about its own components.
 *
 * <p>Each stage has one record of settings, next to the code that obeys them. What a component is
 * for, its default, its unit and an example stand on the component itself, as a {@link
 * io.postern.setting.Setting}; {@code config} reads {@code postern.yml} into the records by them,
 * and {@code docs/configuration.md} is printed from them. There is no second copy to go stale.
 */
@NullMarked
package io.postern.setting;

import org.jspecify.annotations.NullMarked;
