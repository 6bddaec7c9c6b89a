package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("STG-2")
class DataSourceRepositoryTest {

    private static final String SETTINGS = "{\"url\": \"https://prometheus.example\"}";
    private static final SourceSecret SECRET = SourceSecret.of("pa55 wörd");

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();

    @Test
    void a_data_source_comes_back_as_it_was_created() {
        DataSource created = create("Production");
        assertThat(created.name()).isEqualTo("Production");
        assertThat(created.kind()).isEqualTo("prometheus");
        assertThat(created.settings()).isEqualTo(SETTINGS);
        assertThat(created.version()).isEqualTo(1);
        assertThat(created.id().version()).isEqualTo(7);
        assertThat(created.createdAt()).isEqualTo(created.updatedAt());
        DataSource stored = read(sources -> sources.get(created.id()));
        assertThat(stored).isEqualTo(created);
    }

    @Test
    void updating_changes_name_and_settings_and_keeps_the_secret() {
        DataSource created = create("Production");
        DataSource updated = transact(sources -> sources.update(created.id(), 1, "Prod", "{}"));
        assertThat(updated.name()).isEqualTo("Prod");
        assertThat(updated.settings()).isEqualTo("{}");
        assertThat(updated.kind()).isEqualTo(created.kind());
        assertThat(updated.version()).isEqualTo(2);
        assertThat(opened(created.id())).isEqualTo(SECRET);
    }

    @Test
    void a_change_based_on_what_is_no_longer_there_is_a_conflict_that_names_the_version() {
        DataSource created = create("Production");
        transact(sources -> sources.update(created.id(), 1, "Prod", "{}"));
        assertThatThrownBy(() -> transact(sources -> sources.update(created.id(), 1, "Late", "{}")))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.currentVersion()).isEqualTo(2))
                .hasMessageContaining("Data source " + created.id())
                .hasMessageContaining("expected version 1, it is now 2");
        assertThatThrownBy(() -> transact(sources -> sources.replaceSecret(created.id(), 1, SourceSecret.of("late"))))
                .isInstanceOf(ConflictException.class);
        assertThat(opened(created.id())).isEqualTo(SECRET);
    }

    @Test
    void replacing_the_secret_keeps_everything_else() {
        DataSource created = create("Production");
        SourceSecret fresh = SourceSecret.of("x".repeat(SourceSecret.MAX_BYTES));
        DataSource replaced = transact(sources -> sources.replaceSecret(created.id(), 1, fresh));
        assertThat(replaced.version()).isEqualTo(2);
        assertThat(replaced.settings()).isEqualTo(SETTINGS);
        assertThat(opened(created.id())).isEqualTo(fresh);
    }

    @Test
    void no_two_of_a_customer_have_the_same_name() {
        create("Production");
        DataSource other = create("Staging");
        assertThatThrownBy(() -> create("Production")).isInstanceOf(DuplicateException.class);
        assertThatThrownBy(() -> transact(sources -> sources.update(other.id(), 1, "Production", "{}")))
                .isInstanceOf(DuplicateException.class);
    }

    @Test
    void a_deleted_data_source_is_gone() {
        DataSource created = create("Production");
        transact(sources -> delete(sources, created.id()));
        assertThatThrownBy(() -> opened(created.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> transact(sources -> delete(sources, created.id())))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(created.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "", "{", "null"})
    void settings_that_are_no_json_object_are_refused(String settings) {
        assertThatThrownBy(() -> transact(sources -> sources.create("Production", "prometheus", settings, SECRET)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void settings_longer_than_the_limit_are_refused_with_value_and_limit() {
        String settings = "{\"ca\":\"" + "x".repeat(65_536) + "\"}";
        assertThatThrownBy(() -> transact(sources -> sources.create("Production", "prometheus", settings, SECRET)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 65536 bytes of JSON in UTF-8, has at least 65545");
    }

    @ParameterizedTest
    @CsvSource({"'',prometheus", "Production,Prometheus", "Production,''"})
    void names_and_kinds_out_of_bounds_are_refused(String name, String kind) {
        assertThatThrownBy(() -> transact(sources -> sources.create(name, kind, SETTINGS, SECRET)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void data_sources_are_listed_by_name_page_by_page_each_in_one_statement_without_secrets() {
        for (int i = 0; i < 25; i++) {
            create("Source " + (char) ('a' + i * 7 % 25));
        }
        Page<DataSource, DataSourceCursor> first = list(PageRequest.first(10));
        Page<DataSource, DataSourceCursor> second =
                list(PageRequest.after(first.next().orElseThrow(), 10));
        Page<DataSource, DataSourceCursor> third =
                list(PageRequest.after(second.next().orElseThrow(), 10));
        assertThat(first.items()).extracting(DataSource::name).startsWith("Source a", "Source b", "Source c");
        assertThat(second.items()).extracting(DataSource::name).startsWith("Source k");
        assertThat(third.items()).extracting(DataSource::name).hasSize(5).endsWith("Source y");
        assertThat(third.next()).isEmpty();
    }

    private Page<DataSource, DataSourceCursor> list(PageRequest<DataSourceCursor> request) {
        return sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            Page<DataSource, DataSourceCursor> page = new DataSourceRepository(observed).list(request);
            assertThat(observed.statements()).singleElement().asString().doesNotContain(DATA_SOURCE.SECRET.getName());
            return page;
        });
    }

    private DataSource create(String name) {
        return transact(sources -> sources.create(name, "prometheus", SETTINGS, SECRET));
    }

    private SourceSecret opened(UUID id) {
        return read(sources -> sources.openSecret(id));
    }

    private static boolean delete(DataSourceRepository sources, UUID id) {
        sources.delete(id);
        return true;
    }

    private <T> T transact(Function<DataSourceRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new DataSourceRepository(session)));
    }

    private <T> T read(Function<DataSourceRepository, T> work) {
        return sessions.read(scope, session -> work.apply(new DataSourceRepository(session)));
    }
}
