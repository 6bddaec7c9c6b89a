package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a repository gives back is searched for B's values, and counted as rows. */
class SessionTrialTest {

    @Test
    void what_a_session_gives_back_is_an_answer() {
        assertThat(SessionTrial.answer(null)).isEqualTo(Answer.NOTHING);
        assertThat(SessionTrial.answer(Optional.empty()).count()).isZero();
        assertThat(SessionTrial.answer(Optional.of("a secret")).everything()).contains("a secret");
        assertThat(SessionTrial.answer(List.of("one", "two")).count()).isEqualTo(2);
        assertThat(SessionTrial.answer(List.of("one", "two")).everything()).contains("one", "two");
        assertThat(SessionTrial.answer(3).count()).isEqualTo(3);
        assertThat(SessionTrial.answer(3).rows()).isEmpty();
        assertThat(SessionTrial.answer("a row").rows()).containsExactly(List.of("a row"));
    }
}
