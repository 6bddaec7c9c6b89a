package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardContent;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersion;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import com.operanttechnologies.persistence.stage.PublicationRepository;
import com.operanttechnologies.persistence.stage.SourceSecret;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two Customers sign up, sign in, and work with their dashboards. */
final class Story {

    private static final int PAGE = 50;
    private static final String VICTIMS_PASSWORD = "the press hall's database";

    private final TenantDatabase database;
    private final Narration narration;
    private @Nullable Company attacker;
    private @Nullable Company victim;
    private List<String> victimsRows = List.of();

    Story(TenantDatabase database, Narration narration) {
        this.database = database;
        this.narration = narration;
    }

    void tell(List<DashboardFile> files) {
        narration.chapter("Two Customers");
        attacker = found(
                "Acme Displays", "ana@acme.example", "correct horse battery staple", "acme's own database", files);
        victim = found("Globex Signage", "gus@globex.example", "staple battery horse correct", VICTIMS_PASSWORD, files);
        victimsRows = everythingOf(victim);
    }

    Company attacker() {
        return Objects.requireNonNull(attacker);
    }

    Company victim() {
        return Objects.requireNonNull(victim);
    }

    /** Whether the victim still has exactly what it had when the story ended. */
    boolean unharmed() {
        return everythingOf(victim()).equals(victimsRows);
    }

    private Company found(
            String organisation, String email, String password, String secret, List<DashboardFile> files) {
        SignUp signUp = new SignUp(database, narration);
        SignUp.Owner owner = signUp.signUp(organisation, email, password);
        TenantScope scope = signUp.signIn(organisation, email, password, owner);

        List<Dashboard> dashboards = database.transact(
                scope,
                session -> files.stream()
                        .map(file -> load(
                                new DashboardRepository(session),
                                new DashboardVersionRepository(session),
                                new PublicationRepository(session),
                                file))
                        .toList());
        int characters = files.stream().mapToInt(file -> file.json().length()).sum();
        narration.step(organisation + " publishes " + dashboards.size() + " dashboards, " + characters
                + " characters of JSON");

        UUID source = database.transact(
                scope,
                session -> new DataSourceRepository(session)
                        .create("press hall", "postgresql", "{\"host\": \"db.internal\"}", SourceSecret.of(secret))
                        .id());
        narration.step(organisation + " connects a data source; its password is sealed under the Customer's own key");

        String code = owner.codes().get(0).value();
        boolean used =
                database.transact(scope, session -> new BackupCodeRepository(session).use(owner.accountId(), code));
        if (!used) {
            throw new IllegalStateException("The backup code was not accepted");
        }
        return new Company(organisation, owner.customerId(), owner.accountId(), dashboards, source, code);
    }

    private static Dashboard load(
            DashboardRepository dashboards,
            DashboardVersionRepository versions,
            PublicationRepository publications,
            DashboardFile file) {
        Dashboard dashboard = dashboards.create(file.title());
        DashboardVersion version = versions.save(dashboard.id(), 0, file.json());
        publications.publish(dashboard.id(), version.number());
        return dashboards.get(dashboard.id());
    }

    private List<String> everythingOf(Company company) {
        return database.transact(company.scope(), session -> {
            DashboardVersionRepository versions = new DashboardVersionRepository(session);
            List<Dashboard> dashboards = new DashboardRepository(session)
                    .list(false, PageRequest.first(PAGE))
                    .items();
            String secret = new DataSourceRepository(session)
                    .openSecret(company.dataSourceId())
                    .reveal();
            return Stream.concat(
                            dashboards.stream()
                                    .map(dashboard -> dashboard + " "
                                            + versions.latest(dashboard.id())
                                                    .map(DashboardContent::json)
                                                    .orElse("")),
                            Stream.of(secret))
                    .toList();
        });
    }
}
