package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.relay.HeartbeatRepository;
import com.operanttechnologies.persistence.relay.ScreenCursor;
import com.operanttechnologies.persistence.relay.ScreenRepository;
import com.operanttechnologies.persistence.relay.ScreenStatusRepository;
import com.operanttechnologies.tenancytests.benchmark.ScaleFigure.Question;
import com.operanttechnologies.tenancytests.evidence.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What grows with the number of Customers, and what doesn't: the same questions at several sizes, in turn. */
final class ScaleRun {

    private static final int ROUNDS = 11;

    /** Different rows that point reads take turns at. */
    private static final int ROWS = 10_000;

    /**
     * Rounds in the beginning that nobody looks at. Until the JVM has compiled what they run, after some 2,000 calls,
     * whatever is asked first seems to be the slowest.
     */
    private static final int UNSEEN = 10;

    private static final Pattern PLANNING = Pattern.compile("Planning Time: ([0-9.]+) ms");
    private static final Pattern TOUCHED = Pattern.compile("(?:Heap Fetches|Rows Removed by Filter): (\\d+)");

    private final List<ScaleDatabase> databases;
    private final int history;
    private final Progress progress;
    private int asked;

    private ScaleRun(List<ScaleDatabase> databases, int history, Progress progress) {
        this.databases = databases;
        this.history = history;
        this.progress = progress;
    }

    /**
     * Makes a database of each size and asks them.
     *
     * @param sizes numbers of Customers, ascending
     * @param screens in each database
     * @param history heartbeats, in the last of them
     */
    static List<ScaleFigure> run(Login superuser, int[] sizes, int screens, int history, Progress progress)
            throws SQLException {
        List<ScaleDatabase> databases = new ArrayList<>();
        try {
            progress.begin("making " + Arrays.toString(sizes) + " Customers", sizes.length);
            for (int size : sizes) {
                databases.add(ScaleDatabase.create(superuser, size, screens));
                progress.step();
            }
            progress.end();
            progress.begin("making " + history + " heartbeats", ScaleDatabase.DAYS);
            for (int day = 0; day < ScaleDatabase.DAYS; day++) {
                databases.get(databases.size() - 1).addHistory(day, history / ScaleDatabase.DAYS);
                progress.step();
            }
            progress.end();
            return new ScaleRun(databases, history, progress).ask();
        } finally {
            databases.forEach(ScaleDatabase::close);
        }
    }

    private List<ScaleFigure> ask() throws SQLException {
        List<ScaleFigure> figures = new ArrayList<>();
        progress.begin("asking", UNSEEN + ROUNDS);
        for (Map.Entry<Question, Map<Integer, List<Double>>> question :
                inRounds().entrySet()) {
            question.getValue().forEach((customers, micros) -> {
                double median = Spread.of(micros).median();
                figures.add(
                        new ScaleFigure(question.getKey(), customers, TextTable.number(median) + " µs", median, 0, ""));
            });
        }
        progress.end();
        for (ScaleDatabase database : databases) {
            figures.add(planning(database));
            figures.add(silent(database, ScaleDatabase.small()));
            figures.add(silent(database, ScaleDatabase.largest()));
        }
        figures.add(history(databases.get(databases.size() - 1)));
        return figures;
    }

    private Map<Question, Map<Integer, List<Double>>> inRounds() {
        Map<Question, Map<Integer, List<Double>>> micros = new TreeMap<>();
        for (int round = -UNSEEN; round < ROUNDS; round++) {
            for (ScaleDatabase database : databases) {
                for (Question question : List.of(
                        Question.POINT_READ, Question.LARGEST_PAGE, Question.SMALLEST_PAGE, Question.ONBOARDING)) {
                    double median = median(database, question);
                    if (round >= 0) {
                        micros.computeIfAbsent(question, any -> new TreeMap<>())
                                .computeIfAbsent(database.customers(), any -> new ArrayList<>())
                                .add(median);
                    }
                }
            }
            progress.step();
        }
        return micros;
    }

    /** Of so many calls, in microseconds. */
    private double median(ScaleDatabase database, Question question) {
        List<Double> took = new ArrayList<>();
        for (int call = 0; call < 100; call++) {
            int number = asked++;
            long began = System.nanoTime();
            once(database, question, number);
            took.add((System.nanoTime() - began) / 1e3);
        }
        return Spread.of(took).median();
    }

    private static void once(ScaleDatabase database, Question question, int number) {
        switch (question) {
            case POINT_READ -> {
                // As many rows everywhere, or fewer Customers would have theirs in nearer caches.
                int row = number * 31 % ROWS;
                int customer = 3 + row % (database.customers() - 2);
                UUID screen = ScaleDatabase.screen(customer, 1 + row / (database.customers() - 2));
                database.layer()
                        .read(
                                ScaleDatabase.scope(Dataset.id("customer " + customer)),
                                session -> new ScreenRepository(session).get(screen));
            }
            case LARGEST_PAGE -> {
                int from = 1 + number * 7919 % (database.screensOfLargest() - 100);
                requirePage(database, ScaleDatabase.largest(), ScaleDatabase.screen(1, from), from);
            }
            case SMALLEST_PAGE ->
                requirePage(database, ScaleDatabase.small(), ScaleDatabase.screen(2, 1 + number % 9), 1 + number % 9);
            case ONBOARDING -> {
                UUID customer = UUID.randomUUID();
                database.layer()
                        .execute(
                                ScaleDatabase.scope(customer),
                                session -> new Customers(session).signUp("New Customer"));
            }
            default -> throw new IllegalArgumentException(question + " isn't asked in rounds");
        }
    }

    private static void requirePage(ScaleDatabase database, UUID customer, UUID after, int number) {
        int rows = database.layer()
                .read(
                        ScaleDatabase.scope(customer),
                        session -> new ScreenRepository(session)
                                .list(PageRequest.after(new ScreenCursor(Dataset.screenName(number), after), 50)))
                .items()
                .size();
        if (rows != 50) {
            throw new IllegalStateException("A page of " + rows + " screens, not 50");
        }
    }

    private static ScaleFigure planning(ScaleDatabase database) throws SQLException {
        String sql = "select screen_id, name, location, state from relay.screen where customer_id = '"
                + ScaleDatabase.small() + "' and screen_id = '" + ScaleDatabase.screen(2, 1) + "'";
        List<Double> micros = new ArrayList<>();
        String plan = "";
        for (int i = 0; i < 9; i++) {
            plan = String.join("\n", database.explain(ScaleDatabase.small(), "analyze, buffers", sql));
            Matcher planning = PLANNING.matcher(plan);
            if (!planning.find()) {
                throw new IllegalStateException("No planning time in " + plan);
            }
            micros.add(1e3 * Double.parseDouble(planning.group(1)));
        }
        double median = Spread.of(micros).median();
        return new ScaleFigure(
                Question.PLANNING,
                database.customers(),
                TextTable.number(median) + " µs, on a new connection",
                median,
                0,
                plan);
    }

    /** As {@link ScreenStatusRepository#silent} asks. */
    private static ScaleFigure silent(ScaleDatabase database, UUID customer) throws SQLException {
        String sql = "select last_seen_at, screen_id from relay.screen_status where customer_id = '" + customer
                + "' and last_seen_at <= now() - interval '30 minutes' order by last_seen_at, screen_id limit 51";
        String plan = String.join("\n", database.explain(customer, "analyze, buffers", sql));
        long touched = 0;
        Matcher found = TOUCHED.matcher(plan);
        while (found.find()) {
            touched += Long.parseLong(found.group(1));
        }
        boolean indexOnly = plan.contains("Index Only Scan");
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            long began = System.nanoTime();
            database.layer()
                    .read(
                            ScaleDatabase.scope(customer),
                            session -> new ScreenStatusRepository(session)
                                    .silent(Duration.ofMinutes(30), PageRequest.first(50)));
            micros.add((System.nanoTime() - began) / 1e3);
        }
        double median = Spread.of(micros).median();
        String whose = customer.equals(ScaleDatabase.largest()) ? "largest Customer: " : "small Customer: ";
        return new ScaleFigure(
                Question.SILENT,
                database.customers(),
                whose + (indexOnly ? "index only, " : "NOT index only, ") + touched + " heap or filtered rows, "
                        + TextTable.number(median) + " µs",
                median,
                indexOnly ? touched : Math.max(1, touched),
                plan);
    }

    private ScaleFigure history(ScaleDatabase database) {
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UUID screen = ScaleDatabase.screen(1, 1 + i * 37 % 10_000);
            long began = System.nanoTime();
            int rows = database.layer()
                    .read(
                            ScaleDatabase.scope(ScaleDatabase.largest()),
                            session -> new HeartbeatRepository(session).history(screen, PageRequest.first(50)))
                    .items()
                    .size();
            micros.add((System.nanoTime() - began) / 1e3);
            if (rows == 0) {
                throw new IllegalStateException("Screen " + screen + " has no history");
            }
        }
        double median = Spread.of(micros).median();
        return new ScaleFigure(
                Question.HISTORY,
                database.customers(),
                "of " + history + " heartbeats: " + TextTable.number(median) + " µs",
                median,
                0,
                "");
    }
}
