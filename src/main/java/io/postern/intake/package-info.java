/**
 * One door, one transaction: what SMTP, a portal reply and the web app hand over becomes a sealed,
 * durable submission here (SPEC 1.5, 1.6, 3, 5).
 */
@NullMarked
package io.postern.intake;

import org.jspecify.annotations.NullMarked;
