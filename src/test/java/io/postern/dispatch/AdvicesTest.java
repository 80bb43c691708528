package io.postern.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.EnhancedStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SPEC 11.2: what a person can do about each status, best first. */
class AdvicesTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5.1.1  | theirs | [CHECK_ADDRESS, ASK_RECIPIENT]
          5.1.2  | ours   | [CHECK_ADDRESS, ASK_RECIPIENT]
          5.1.10 | ours   | [CHECK_ADDRESS, ASK_RECIPIENT]
          5.2.1  | theirs | [ASK_RECIPIENT, PHONE]
          5.2.2  | theirs | [ASK_RECIPIENT, SEND_AGAIN_LATER, PHONE]
          5.2.3  | theirs | [SMALLER, ASK_RECIPIENT]
          5.2.4  | theirs | [CHECK_ADDRESS, PHONE]
          5.3.0  | theirs | [SEND_AGAIN_LATER, PHONE]
          5.3.4  | theirs | [SMALLER, ASK_RECIPIENT]
          5.4.4  | ours   | [CHECK_ADDRESS, ASK_RECIPIENT]
          5.4.6  | ours   | [ASK_OWN_ADMIN, PHONE]
          5.4.7  | ours   | [SEND_AGAIN_LATER, PHONE]
          5.5.0  | theirs | [ASK_RECIPIENT, PHONE]
          5.6.7  | ours   | [ASK_RECIPIENT, PHONE]
          5.7.1  | ours   | [ADD_MOBILE_NUMBER, AGREE_ACCESS_CODE, ASK_OWN_ADMIN]
          5.7.1  | theirs | [ASK_RECIPIENT, PHONE]
          5.7.4  | ours   | [ADD_MOBILE_NUMBER, AGREE_ACCESS_CODE, ASK_ADMIN_TLS]
          5.7.5  | ours   | [ADD_MOBILE_NUMBER, AGREE_ACCESS_CODE, ASK_ADMIN_TLS]
          5.7.30 | ours   | [ADD_MOBILE_NUMBER, AGREE_ACCESS_CODE, ASK_ADMIN_TLS]
          5.7.26 | theirs | [ASK_RECIPIENT, PHONE]
          """)
  void saysWhatToDo(String status, String whose, String advice) {
    assertThat(Advices.of(EnhancedStatus.of(status), whose.equals("theirs")).toString())
        .isEqualTo(advice);
  }
}
