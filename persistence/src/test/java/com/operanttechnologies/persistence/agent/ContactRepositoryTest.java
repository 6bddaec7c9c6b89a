package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.tables.agent.Tables;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.ContactRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("AGT-1")
class ContactRepositoryTest {

    private final Mailroom acme = new Mailroom();
    private final EmailAddress ada = new EmailAddress("Ada@Lovelace.example");

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void a_contact_is_kept_with_its_address_in_lower_case() {
        Contact created = contacts(ada, " Ada Lovelace ", Optional.of("Analytical Engines"));
        assertThat(created.email().value()).isEqualTo("ada@lovelace.example");
        assertThat(created.displayName()).isEqualTo("Ada Lovelace");
        assertThat(created.createdAt()).isEqualTo(acme.start);
        assertThat(get(created.contactId())).isEqualTo(created);
        assertThat(acme.<Optional<Contact>>as(session -> new ContactRepository(session).findByEmail(ada)))
                .contains(created);
        assertThat(created.toString()).doesNotContain("ada").doesNotContain("Ada");
    }

    @Test
    void an_address_is_one_contact_s_of_a_customer_and_free_at_another() {
        contacts(ada, "Ada", Optional.empty());
        assertThatThrownBy(() -> contacts(ada, "Ada again", Optional.empty())).isInstanceOf(DuplicateException.class);
        Mailroom other = new Mailroom();
        assertThat(other.contact("elsewhere").version()).isEqualTo(1);
        assertThat(other.as(session -> new ContactRepository(session).create(ada, "Ada", Optional.empty()))
                        .email())
                .isEqualTo(ada);
    }

    @Test
    void a_name_that_would_begin_a_header_of_its_own_is_refused_by_the_layer_and_by_the_database() throws Exception {
        assertThatThrownBy(() -> contacts(ada, "Ada\r\nBcc: all@acme.example", Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Name of a contact must not hold control characters; remove them");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.contact (contact_id, email, display_name)"
                                + " values (gen_random_uuid(), 'a@b', E'Ada\\r\\nBcc: c@d')"))
                .isEqualTo("23514 contact_one_line");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.contact (contact_id, email, display_name)"
                                + " values (gen_random_uuid(), E'a@b\\nBcc:c', 'Ada')"))
                .startsWith("23514 contact_");
    }

    @Test
    void of_two_changes_of_one_version_the_second_learns_of_the_first() {
        Contact created = contacts(ada, "Ada", Optional.empty());
        acme.timeIs(Duration.ofHours(1));
        Contact changed = update(created, ada, "Countess Lovelace");
        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.updatedAt()).isEqualTo(acme.start.plus(Duration.ofHours(1)));
        assertThatThrownBy(() -> update(created, ada, "Ada Byron"))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2));
        assertThat(get(created.contactId())).isEqualTo(changed);
        UUID absent = UUID.randomUUID();
        assertThatThrownBy(() -> get(absent)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void deleting_a_contact_deletes_every_message_to_it_and_its_enrolments() {
        Contact contact = acme.contact("grace");
        Sequence sequence = acme.as(session -> new SequenceRepository(session)
                .create("Welcome", List.of(new SequenceStep(Duration.ZERO, "Hello", "Hi"))));
        Enrolment enrolment = acme.as(session -> new EnrolmentRepository(session)
                .enrol(sequence.sequenceId(), contact.contactId(), acme.start, MessageRenderer.verbatim()));
        acme.claim("w", 10).forEach(acme::sent);
        assertThat(acme.all(MessageState.SENT)).hasSize(1);

        delete(contact.contactId());

        assertThat(acme.all(MessageState.SENT)).isEmpty();
        assertThatThrownBy(() -> acme.as(session -> new EnrolmentRepository(session).get(enrolment.enrolmentId())))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> delete(contact.contactId())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void lists_page_by_name_and_by_address_without_loss_or_repetition() {
        insert(120, row -> {
            row.setDisplayName("Name " + row.getEmail().length() % 2);
        });
        List<UUID> byName = new ArrayList<>();
        Optional<PageRequest<ContactCursor>> next = Optional.of(PageRequest.first(17));
        while (next.isPresent()) {
            PageRequest<ContactCursor> request = next.get();
            Page<Contact, ContactCursor> page = acme.as(session -> new ContactRepository(session).list(request));
            page.items().forEach(contact -> byName.add(contact.contactId()));
            next = page.next().map(cursor -> PageRequest.after(cursor, 17));
        }
        List<UUID> byEmail = new ArrayList<>();
        Optional<PageRequest<EmailAddress>> then = Optional.of(PageRequest.first(50));
        while (then.isPresent()) {
            PageRequest<EmailAddress> request = then.get();
            Page<Contact, EmailAddress> page = acme.as(session -> new ContactRepository(session).listByEmail(request));
            page.items().forEach(contact -> byEmail.add(contact.contactId()));
            then = page.next().map(cursor -> PageRequest.after(cursor, 50));
        }
        assertThat(byName).hasSize(120).doesNotHaveDuplicates();
        assertThat(byEmail).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void a_search_finds_a_part_of_the_name_or_of_the_address_whatever_the_case_and_literally() {
        contacts(ada, "Countess 100%", Optional.empty());
        acme.contact("grace");
        assertThat(found("COUNT")).containsExactly("Countess 100%");
        assertThat(found("lovelace.EX")).containsExactly("Countess 100%");
        assertThat(found("0%")).containsExactly("Countess 100%");
        assertThat(found("%")).containsExactly("Countess 100%");
        assertThat(found("")).containsExactly("Countess 100%", "grace");
        assertThat(found("absent")).isEmpty();
        assertThatThrownBy(() -> found("x".repeat(255))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void lists_are_read_from_their_index_in_its_order_and_a_search_from_one_customer_s_rows() {
        insert(3000, row -> {});
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze agent.contact");
        assertThat(plan(contacts -> contacts.list(PageRequest.after(new ContactCursor("5", new UUID(0, 0)), 50))))
                .contains("using contact_by_name")
                .containsPattern("Index Cond: .*ROW\\(.*display_name.*contact_id.*\\) > ROW")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(plan(contacts -> contacts.listByEmail(PageRequest.after(new EmailAddress("5@5"), 50))))
                .contains("using contact_customer_id_email_key")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
        assertThat(plan(contacts -> contacts.search("abc", PageRequest.first(50))))
                .contains("Index Cond: (customer_id = ")
                .doesNotContain("Seq Scan");
    }

    private String plan(Consumer<ContactRepository> statement) {
        return acme.as(session -> {
            ObservedSession observed = new ObservedSession(session);
            statement.accept(new ContactRepository(observed));
            return observed.plan();
        });
    }

    private void insert(int contacts, Consumer<ContactRecord> change) {
        acme.as(session -> {
            List<ContactRecord> rows = new ArrayList<>();
            for (int i = 0; i < contacts; i++) {
                ContactRecord row = new ContactRecord();
                row.setCustomerId(session.customerId());
                row.setContactId(UUID.randomUUID());
                row.setEmail(UUID.randomUUID() + "x".repeat(i % 3) + "@contacts.example");
                row.setDisplayName(UUID.randomUUID().toString());
                change.accept(row);
                rows.add(row);
            }
            return session.dsl().insertInto(Tables.CONTACT).set(rows).execute();
        });
    }

    private List<String> found(String fragment) {
        return acme
                .as(session -> new ContactRepository(session).search(fragment, PageRequest.first(10)))
                .items()
                .stream()
                .map(Contact::displayName)
                .toList();
    }

    private Contact contacts(EmailAddress email, String name, Optional<String> company) {
        return acme.as(session -> new ContactRepository(session).create(email, name, company));
    }

    private Contact get(UUID id) {
        return acme.as(session -> new ContactRepository(session).get(id));
    }

    private Contact update(Contact read, EmailAddress email, String name) {
        return acme.as(session ->
                new ContactRepository(session).update(read.contactId(), read.version(), email, name, read.company()));
    }

    private void delete(UUID id) {
        acme.sessions.perform(acme.scope, session -> new ContactRepository(session).delete(id));
    }
}
