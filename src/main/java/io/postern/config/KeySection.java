package io.postern.config;

import io.postern.setting.Setting;
import java.nio.file.Path;

/** Where keys are kept (SPEC 14.2, 14.4). */
public record KeySection(
    @Setting(
            value =
                "The master key, made at the first start with mode 0600. Back it up once, somewhere"
                    + " else than the data: without it nothing kept can be opened.",
            byDefault = "keys/master.key",
            example = "/etc/postern/master.key")
        Path master,
    @Setting(
            value =
                "Folder of the hourly queue keys. Never back it up: that these keys are gone is what"
                    + " keeps yesterday's backup closed.",
            byDefault = "keys/queue",
            example = "/var/lib/postern-queue-keys")
        Path queueFolder) {}
