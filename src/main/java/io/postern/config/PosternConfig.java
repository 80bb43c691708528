package io.postern.config;

import io.postern.portal.WebSettings;
import io.postern.queue.QueueSettings;
import io.postern.setting.Setting;
import io.postern.transport.nta7516.NormProfile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The whole of {@code postern.yml}. A section that a stage reads directly is that stage's own
 * record of settings; the others are written for the operator and make the stage's record.
 */
public record PosternConfig(
    @Setting(
            value =
                "Folder of the embedded store: database and sealed contents. Made with mode 0700."
                    + " Relative paths, here and below, are seen from this file's folder.",
            byDefault = "var",
            example = "/var/lib/postern")
        Path data,
    @Setting("Who this gateway is.") MailSection mail,
    @Setting("Where the keys are kept: apart from the data, and out of its backups.")
        KeySection keys,
    @Setting("Ports on which mail is handed in.") SubmissionSection submission,
    @Setting("Portal and web app.") WebSettings web,
    @Setting("How mail leaves.") DeliverySection delivery,
    @Setting("How what waits is sent.") QueueSettings queue,
    @Setting("How the DNS is asked.") DnsSection dns,
    @Setting("NTA 7516, and what succeeds it: the norm's own particulars.") NormProfile norm,
    @Setting(
            "Port for what comes back: reports about mail that left. Without this section"
                + " reverse-paths are the senders' own addresses, and answers to notifications"
                + " reach senders in the open.")
        Optional<BouncesSection> bounces,
    @Setting("Text messages. Without this section no SMS row can be used.")
        Optional<SmsSection> sms) {}
