package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("AGT-1")
class MessageRepositoryTest {

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");
    private final Instant tomorrow = acme.start.plus(Duration.ofDays(1));

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void a_message_is_scheduled_with_its_content_and_announced() {
        Message message = acme.schedule(ada, tomorrow);
        assertThat(message.state()).isEqualTo(MessageState.SCHEDULED);
        assertThat(message.dueAt()).isEqualTo(tomorrow);
        assertThat(message.createdAt()).isEqualTo(acme.start);
        assertThat(message.toEmail()).isEmpty();
        assertThat(content(message)).isEqualTo(Mailroom.CONTENT);
        assertThat(acme.isDue()).isFalse();
        acme.timeIs(Duration.ofDays(1));
        assertThat(acme.isDue()).isTrue();
    }

    @Test
    void a_message_can_be_edited_until_it_is_handed_out_and_the_second_editor_learns_of_the_first() {
        Message message = acme.schedule(ada, tomorrow);
        MessageContent other = new MessageContent("Other", "Other");
        Message edited = edit(message, other, acme.start);
        assertThat(edited.version()).isEqualTo(2);
        assertThat(content(message)).isEqualTo(other);
        assertThat(acme.isDue()).as("an earlier time is announced").isTrue();
        assertThatThrownBy(() -> edit(message, other, tomorrow))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2));

        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        assertThat(claimed.subject()).isEqualTo("Other");
        assertThat(claimed.body()).isEqualTo("Other");
        assertThatThrownBy(() -> edit(acme.message(message.messageId()), other, tomorrow))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("it is claimed and was handed out 1 times");
        acme.claims(claims -> claims.failed(claimed, "greylisted"));
        assertThatThrownBy(() -> edit(acme.message(message.messageId()), Mailroom.CONTENT, tomorrow))
                .as("the provider may have it under this id")
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void what_is_too_long_or_begins_a_header_of_its_own_is_refused_without_repeating_it() {
        assertThatThrownBy(() -> new MessageContent("Hello\r\nBcc: hunter2@acme.example", "b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Subject of a message must not hold control characters; remove them");
        assertThatThrownBy(() -> new MessageContent("x".repeat(999), "b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 to 998 characters, has 999");
        assertThatThrownBy(() -> new MessageContent(" ", "b")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new MessageContent("s", "x".repeat((256 << 10) + 1)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new MessageContent("s", "a\0b")).isInstanceOf(InvalidInputException.class);
        MessageContent largest = new MessageContent("x".repeat(998), "ü".repeat(128 << 10));
        Message kept = acme.as(session -> new MessageRepository(session).schedule(ada.contactId(), largest, tomorrow));
        assertThat(content(kept)).isEqualTo(largest);
    }

    @Test
    void cancelling_is_final_and_says_whether_it_came_in_time() {
        Message scheduled = acme.schedule(ada, acme.start);
        assertThat(cancel(scheduled.messageId())).isTrue();
        assertThat(cancel(scheduled.messageId())).isFalse();
        assertThat(acme.message(scheduled.messageId()).cancelReason()).contains(CancelReason.REQUESTED);
        assertThat(acme.claim("w", 10)).isEmpty();
        UUID absent = UUID.randomUUID();
        assertThatThrownBy(() -> cancel(absent)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_message_that_was_on_its_way_when_it_was_cancelled_is_sent_and_says_so() {
        acme.schedule(ada, acme.start);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        assertThat(acme.confirm(claimed)).isTrue();
        assertThat(cancel(claimed.messageId())).isFalse();
        acme.sent(claimed);
        Message sent = acme.message(claimed.messageId());
        assertThat(sent.state()).isEqualTo(MessageState.SENT);
        assertThat(sent.cancelReason()).contains(CancelReason.REQUESTED);
    }

    @Test
    void a_message_that_was_cancelled_while_it_was_claimed_is_not_tried_again() {
        Message first = acme.schedule(ada, acme.start);
        Message second = acme.schedule(ada, acme.start);
        List<ClaimedMessage> claimed = acme.claim("w", 2);
        cancel(first.messageId());
        cancel(second.messageId());
        assertThat(acme.<MessageState>claims(claims -> claims.failed(claimed.get(0), "timeout")))
                .isEqualTo(MessageState.CANCELLED);
        acme.timeIs(Mailroom.LEASE);
        assertThat(acme.claim("other", 10))
                .as("the lease of the second ran out")
                .isEmpty();
        assertThat(acme.all(MessageState.CANCELLED)).hasSize(2);
    }

    @Test
    void lists_page_in_the_order_in_which_messages_are_due() {
        for (int i = 0; i < 7; i++) {
            acme.schedule(ada, tomorrow.plusSeconds(i % 3));
        }
        Page<Message, MessageCursor> first =
                acme.as(session -> new MessageRepository(session).listOf(ada.contactId(), PageRequest.first(4)));
        Page<Message, MessageCursor> second = acme.as(session -> new MessageRepository(session)
                .listOf(ada.contactId(), PageRequest.after(first.next().orElseThrow(), 4)));
        assertThat(first.items()).hasSize(4).doesNotContainAnyElementsOf(second.items());
        assertThat(second.items()).hasSize(3);
        assertThat(acme.all(MessageState.SCHEDULED))
                .hasSize(7)
                .isSortedAccordingTo((a, b) -> a.dueAt().compareTo(b.dueAt()));
    }

    private Message edit(Message read, MessageContent content, Instant dueAt) {
        return acme.as(
                session -> new MessageRepository(session).edit(read.messageId(), read.version(), content, dueAt));
    }

    private boolean cancel(UUID id) {
        return acme.as(session -> new MessageRepository(session).cancel(id));
    }

    private MessageContent content(Message message) {
        return acme.as(session -> new MessageRepository(session).content(message.messageId()));
    }
}
