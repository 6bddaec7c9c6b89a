package com.operanttechnologies.tenancytests.plans;

import com.operanttechnologies.tenancytests.plans.PlanFinding.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What plans have to be. */
final class PlanRules {

    /** The largest page of a list is 200 rows, and one more tells whether there is another. */
    private static final int MOST_SORTED = 1_000;

    /** Estimates that lie this close are the same. */
    private static final double MOST_APART = 1.1;

    /** What the filters that are evaluated once may add to a plan's cost: about a quarter for each table. */
    private static final double GATES = 2;

    private static final double SMALL_PART = 0.2;

    /** {@code ($1)::uuid[]}: a constant would stand there without parentheses. */
    private static final Pattern ARRAY_FROM_TEXT = Pattern.compile("\\)::[a-z ]+\\[\\]");

    private final Map<String, Long> large;
    private final Map<String, Long> partitioned;

    PlanRules(SkewedDatabase database) {
        this.large = database.largeTables();
        this.partitioned = database.partitioned();
    }

    List<PlanFinding> findings(ExplainedStatement explained) {
        List<PlanFinding> findings = new ArrayList<>();
        IssuedStatement statement = explained.statement();
        if (!explained.refusal().isEmpty()) {
            findings.add(new PlanFinding(statement.method(), Fault.REFUSED, explained.refusal(), statement.sql(), ""));
        }
        for (PlanPair pair : explained.pairs()) {
            compare(pair)
                    .ifPresent(fault -> findings.add(finding(
                            statement,
                            pair,
                            fault,
                            pair.isolated().rows() + " rows for " + pair.plain().rows())));
            pair.isolated()
                    .all()
                    .forEach(node -> fault(node)
                            .ifPresent(fault -> findings.add(
                                    finding(statement, pair, fault, node.relation() + " " + node.conditions()))));
            partitions(statement, pair)
                    .forEach(table -> findings.add(finding(statement, pair, Fault.PARTITIONS, table)));
        }
        return findings;
    }

    /**
     * What differs. Two ways that cost the same are as good as one, as long as no policy has become part of the plan;
     * and what isn't leakproof PostgreSQL may not estimate from the statistics of a protected table, so it may then
     * expect more rows, and join and sort them in another way.
     */
    private static Optional<Fault> compare(PlanPair pair) {
        boolean leaks = pair.isolated().all().anyMatch(PlanRules::looksInside);
        if (!pair.isolated().hasShapeOf(pair.plain())) {
            boolean tie = pair.isolated().cost() <= pair.plain().cost() * MOST_APART + GATES;
            return (tie || leaks) && !pair.isolated().holdsPolicy() ? Optional.empty() : Optional.of(Fault.SHAPE);
        }
        return isApart(pair.isolated().rows(), pair.plain().rows()) && !leaks
                ? Optional.of(Fault.ESTIMATE)
                : Optional.empty();
    }

    private Optional<Fault> fault(PlanNode node) {
        if (node.is("Seq Scan") && isLookedUp(node)) {
            return Optional.of(Fault.SEQUENTIAL);
        } else if (ARRAY_FROM_TEXT.matcher(node.conditions()).find()) {
            return Optional.of(Fault.REREAD);
        } else if (node.is("Limit")
                && node.children().get(0).is("Sort")
                && node.children().get(0).children().get(0).rows() > MOST_SORTED) {
            return Optional.of(Fault.SORT);
        }
        return Optional.empty();
    }

    /**
     * Whether it reads a table for a small part of it, which is what indexes are for. A text that may be anywhere in a
     * value can't be looked up; all of a Customer's have to be read, and who has half of the table has it read.
     */
    private boolean isLookedUp(PlanNode node) {
        Long size = large.get(node.relation());
        return size != null && node.rows() < size * SMALL_PART && !looksInside(node);
    }

    /** LIKE and ILIKE. */
    private static boolean looksInside(PlanNode node) {
        return node.conditions().contains(" ~~");
    }

    /**
     * Partitioned tables of which no partition was left out. A custom plan has to leave them out while it is planned; a
     * generic one knows no time, and leaves them out when it begins, which is enough.
     */
    private List<String> partitions(IssuedStatement statement, PlanPair pair) {
        return partitioned.entrySet().stream()
                .filter(each -> statement.sql().contains(quoted(each.getKey())))
                .filter(each -> partitionsRead(pair, each.getKey()) >= each.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Partitions are named after their table: {@code heartbeat_20261128}. */
    private static long partitionsRead(PlanPair pair, String table) {
        long read = pair.isolated()
                .all()
                .map(PlanNode::relation)
                .filter(relation -> relation.startsWith(table + "_"))
                .distinct()
                .count();
        long late = pair.isolated().all().mapToLong(PlanNode::removedPartitions).sum();
        return pair.situation() == Situation.GENERIC ? read : read + late;
    }

    /** As jOOQ renders it. */
    private static String quoted(String table) {
        return '"' + table.replace(".", "\".\"") + '"';
    }

    private static boolean isApart(double one, double other) {
        return Math.max(one, other) > Math.min(one, other) * MOST_APART + 1;
    }

    private static PlanFinding finding(IssuedStatement statement, PlanPair pair, Fault fault, String detail) {
        return new PlanFinding(
                statement.method(),
                fault,
                pair.situation() + ", " + detail,
                statement.sql(),
                "isolated:\n" + pair.isolated().outline() + "without isolation:\n"
                        + pair.plain().outline());
    }
}
