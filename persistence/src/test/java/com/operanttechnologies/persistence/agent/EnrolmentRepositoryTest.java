package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("AGT-1")
class EnrolmentRepositoryTest {

    private static final List<SequenceStep> STEPS = List.of(
            new SequenceStep(Duration.ZERO, "Thank you", "Thanks for trying it."),
            new SequenceStep(Duration.ofDays(3), "How is it going?", "Any questions?"),
            new SequenceStep(Duration.ofDays(14), "One last thing", "Bye."));

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");
    private final Sequence sequence = sequences(sequences -> sequences.create("Trial", STEPS));

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void enrolling_schedules_a_message_for_each_step_with_the_content_that_the_caller_renders() {
        Enrolment enrolment = acme.as(session -> new EnrolmentRepository(session)
                .enrol(
                        sequence.sequenceId(),
                        ada.contactId(),
                        acme.start,
                        (step, contact) -> new MessageContent(
                                step.subject() + ", " + contact.displayName(), "Dear " + contact.displayName())));
        List<Message> messages = enrolments(repository -> repository.messages(enrolment.enrolmentId()));
        assertThat(messages)
                .extracting(Message::dueAt)
                .containsExactly(acme.start, acme.start.plus(Duration.ofDays(3)), acme.start.plus(Duration.ofDays(14)));
        assertThat(acme.<MessageContent>as(session ->
                        new MessageRepository(session).content(messages.get(1).messageId())))
                .isEqualTo(new MessageContent("How is it going?, ada", "Dear ada"));
        assertThat(acme.isDue()).isTrue();
        assertThat(enrolment.state()).isEqualTo(EnrolmentState.ACTIVE);
        assertThat(enrolments(repository -> repository.list(ada.contactId(), PageRequest.first(5)))
                        .items())
                .containsExactly(enrolment);
    }

    @Test
    void of_many_who_enrol_a_contact_at_once_one_does() throws Exception {
        List<Boolean> enrolled = Concurrently.run(6, () -> {
            try {
                enrol();
                return true;
            } catch (DuplicateException e) {
                return false;
            }
        });
        assertThat(Collections.frequency(enrolled, true)).isEqualTo(1);
        assertThat(acme.all(MessageState.SCHEDULED)).hasSize(3);
    }

    @Test
    void a_contact_can_be_enrolled_again_once_no_message_is_to_come() {
        Enrolment first = enrol();
        assertThatThrownBy(this::enrol).isInstanceOf(DuplicateException.class);
        acme.timeIs(Duration.ofDays(15));
        acme.claim("w", 10).forEach(acme::sent);
        Enrolment second = enrol();
        assertThat(enrolments(repository -> repository.get(first.enrolmentId())).state())
                .isEqualTo(EnrolmentState.COMPLETED);
        assertThat(second.state()).isEqualTo(EnrolmentState.ACTIVE);
    }

    @Test
    void cancelling_an_enrolment_cancels_what_is_to_come_and_holds_back_what_is_claimed() throws Exception {
        Enrolment enrolment = enrol();
        ClaimedMessage claimed = acme.claim("w", 10).get(0);
        assertThat(this.<Boolean>enrolments(repository -> repository.cancel(enrolment.enrolmentId())))
                .isTrue();
        assertThat(this.<Boolean>enrolments(repository -> repository.cancel(enrolment.enrolmentId())))
                .isFalse();
        assertThat(acme.all(MessageState.CANCELLED)).hasSize(2);
        assertThat(acme.state(claimed.messageId())).isEqualTo(MessageState.CLAIMED);
        assertThat(acme.confirm(claimed)).isFalse();
        assertThat(acme.all(MessageState.CANCELLED)).hasSize(3);
        assertThat(PlainSql.refusal(acme.scope, "update agent.enrolment set state = 'active', ended_at = null"))
                .isEqualTo("23514 enrolment_ends_once");
        assertThat(enrol().state()).as("and can be enrolled again").isEqualTo(EnrolmentState.ACTIVE);
    }

    @Test
    void a_sequence_that_is_not_active_takes_nobody_and_those_it_has_get_their_messages() {
        enrol();
        Sequence closed = sequences(sequences -> sequences.activate(sequence.sequenceId(), sequence.version(), false));
        Contact bob = acme.contact("bob");
        assertThatThrownBy(() -> enrol(closed.sequenceId(), bob.contactId()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("isn't active");
        assertThat(acme.claim("w", 10)).hasSize(1);
    }

    @Test
    void editing_steps_changes_what_is_scheduled_from_then_on_and_the_second_editor_learns_of_the_first() {
        enrol();
        List<SequenceStep> shorter = List.of(new SequenceStep(Duration.ofHours(1), "New", "New"));
        Sequence changed =
                sequences(sequences -> sequences.replaceSteps(sequence.sequenceId(), sequence.version(), shorter));
        assertThat(changed.version()).isEqualTo(2);
        assertThatThrownBy(() ->
                        sequences(sequences -> sequences.rename(sequence.sequenceId(), sequence.version(), "Other")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2));
        assertThatThrownBy(() -> sequences(
                        sequences -> sequences.replaceSteps(sequence.sequenceId(), sequence.version(), STEPS)))
                .isInstanceOf(ConflictException.class);
        assertThat(this.<List<SequenceStep>>sequences(sequences -> sequences.steps(sequence.sequenceId())))
                .isEqualTo(shorter);
        assertThat(acme.all(MessageState.SCHEDULED)).hasSize(3);
        enrol(sequence.sequenceId(), acme.contact("bob").contactId());
        assertThat(acme.all(MessageState.SCHEDULED)).hasSize(4);
    }

    @Test
    void deleting_a_sequence_cancels_what_is_to_come_and_keeps_what_was_sent() {
        enrol();
        acme.claim("w", 10).forEach(acme::sent);
        acme.sessions.perform(acme.scope, session -> new SequenceRepository(session).delete(sequence.sequenceId()));
        assertThat(acme.all(MessageState.SENT)).hasSize(1);
        assertThat(acme.all(MessageState.CANCELLED)).hasSize(2);
        assertThatThrownBy(() -> sequences(sequences -> sequences.get(sequence.sequenceId())))
                .isInstanceOf(NotFoundException.class);
        assertThat(enrolments(repository -> repository.list(ada.contactId(), PageRequest.first(5)))
                        .items())
                .isEmpty();
    }

    @Test
    void what_does_not_exist_and_what_is_out_of_bounds_is_told_before_anything_is_scheduled() {
        assertThatThrownBy(() -> enrol(UUID.randomUUID(), ada.contactId())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> enrol(sequence.sequenceId(), UUID.randomUUID()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sequences(sequences -> sequences.create("None", List.of())))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        sequences(sequences -> sequences.create("Many", Collections.nCopies(51, STEPS.get(0)))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SequenceStep(Duration.ofSeconds(90), "s", "b"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SequenceStep(Duration.ofDays(367), "s", "b"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SequenceStep(Duration.ZERO, "a\nBcc: x@y", "b"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new SequenceStep(Duration.ZERO, "s", "ü".repeat(51 << 10)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 102400 bytes in UTF-8, has 104448");
        assertThat(acme.all(MessageState.SCHEDULED)).isEmpty();
    }

    @Test
    void sequences_are_listed_by_name_page_by_page() {
        for (String name : List.of("C", "A", "B")) {
            sequences(sequences -> sequences.create(name, STEPS));
        }
        var first = sequences(sequences -> sequences.list(PageRequest.first(3)));
        var second = sequences(
                sequences -> sequences.list(PageRequest.after(first.next().orElseThrow(), 3)));
        assertThat(first.items()).extracting(Sequence::name).containsExactly("A", "B", "C");
        assertThat(second.items()).extracting(Sequence::name).containsExactly("Trial");
    }

    private Enrolment enrol() {
        return enrol(sequence.sequenceId(), ada.contactId());
    }

    private Enrolment enrol(UUID sequenceId, UUID contactId) {
        return enrolments(
                repository -> repository.enrol(sequenceId, contactId, acme.start, MessageRenderer.verbatim()));
    }

    private <T> T enrolments(Function<EnrolmentRepository, T> work) {
        return acme.as(session -> work.apply(new EnrolmentRepository(session)));
    }

    private <T> T sequences(Function<SequenceRepository, T> work) {
        return acme.as(session -> work.apply(new SequenceRepository(session)));
    }
}
