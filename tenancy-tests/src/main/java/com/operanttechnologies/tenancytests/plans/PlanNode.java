package com.operanttechnologies.tenancytests.plans;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node of a plan, with what is below it.
 *
 * @param facts what makes it the node that it is, by EXPLAIN's names
 * @param conditions what it evaluates, for each row or to find rows
 * @param rows how many rows PostgreSQL expects from it
 * @param cost what PostgreSQL takes it to cost, with all below, in its own units
 * @param children below it, in order
 */
record PlanNode(Map<String, String> facts, String conditions, double rows, double cost, List<PlanNode> children) {

    /** What an InitPlan gave: up to PostgreSQL 16 it is printed like a parameter, whose numbers begin at one. */
    private static final Pattern INIT_PLAN = Pattern.compile("InitPlan|\\$0(?!\\d)");

    private static final List<String> FACTS = List.of(
            "Node Type",
            "Operation",
            "Schema",
            "Relation Name",
            "Index Name",
            "Scan Direction",
            "Join Type",
            "Strategy",
            "Command",
            "Function Name",
            "Index Cond",
            "Recheck Cond",
            "Hash Cond",
            "Merge Cond",
            "Sort Key",
            "Conflict Resolution",
            "Conflict Arbiter Indexes",
            "Subplans Removed",
            "One-Time Filter");

    private static final List<String> CONDITIONS = List.of("Filter", "Join Filter", "Index Cond", "Recheck Cond");

    PlanNode {
        children = List.copyOf(children);
    }

    /** Reads what EXPLAIN (VERBOSE, FORMAT JSON) says, without the parts that only keep the scope. */
    static PlanNode withoutScope(JsonNode plan) {
        List<PlanNode> children = new ArrayList<>();
        for (JsonNode child : plan.path("Plans")) {
            if (!isScope(child)) {
                children.add(withoutScope(child));
            }
        }
        // Subplans hang on whatever computes the columns, which may be the gate.
        if (isGate(plan)
                && plan.path("Plans").findValuesAsText("Parent Relationship").contains("Outer")) {
            PlanNode gated = children.remove(0);
            children.addAll(0, gated.children);
            return new PlanNode(gated.facts, gated.conditions, gated.rows, gated.cost, children);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        for (String name : FACTS) {
            JsonNode fact = plan.path(name);
            if (!fact.isMissingNode() && !fact.asText().equals("0")) {
                facts.put(name, numberless(fact.isValueNode() ? fact.asText() : fact.toString()));
            }
        }
        String conditions = CONDITIONS.stream()
                .map(name -> plan.path(name).asText())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" and "));
        return new PlanNode(
                facts,
                conditions,
                plan.path("Plan Rows").asDouble(),
                plan.path("Total Cost").asDouble(),
                children);
    }

    /** {@code (select tenancy.current_customer())}, which is asked once. */
    private static boolean isScope(JsonNode plan) {
        return plan.path("Parent Relationship").asText().equals("InitPlan")
                && plan.path("Node Type").asText().equals("Result")
                && plan.path("Output").size() == 1
                && plan.path("Output").get(0).asText().equals("tenancy.current_customer()");
    }

    /** Lets all rows through or none, by what was asked once; a call in it would be the function's own. */
    private static boolean isGate(JsonNode plan) {
        return plan.path("Node Type").asText().equals("Result")
                && plan.has("One-Time Filter")
                && !plan.path("One-Time Filter").asText().contains("current_customer(");
    }

    /** Subplans are numbered through, those of the policies as well. */
    private static String numberless(String text) {
        return text.replaceAll("(InitPlan|SubPlan) \\d+", "$1");
    }

    /** This node and all below. */
    Stream<PlanNode> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(PlanNode::all));
    }

    boolean is(String type) {
        return type.equals(facts.get("Node Type"));
    }

    /** Whether a policy is part of it, rather than a gate in front. */
    boolean holdsPolicy() {
        return all().anyMatch(node -> INIT_PLAN.matcher(node.conditions).find()
                || node.conditions.contains("current_customer(")
                || node.facts.getOrDefault("One-Time Filter", "").contains("current_customer("));
    }

    /** Partitions that were left out when it began, though not when it was planned. */
    long removedPartitions() {
        return Long.parseLong(facts.getOrDefault("Subplans Removed", "0"));
    }

    /** {@code schema.table} that it reads or changes; empty when none. */
    String relation() {
        String table = facts.get("Relation Name");
        return table == null ? "" : facts.get("Schema") + "." + table;
    }

    /** Whether they are alike node by node; how many rows are expected doesn't count. */
    boolean hasShapeOf(PlanNode other) {
        if (!facts.equals(other.facts) || children.size() != other.children.size()) {
            return false;
        }
        for (int i = 0; i < children.size(); i++) {
            if (!children.get(i).hasShapeOf(other.children.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The plan as people read it, a line for each node. */
    String outline() {
        StringBuilder lines = new StringBuilder();
        append(lines, 0);
        return lines.toString();
    }

    /** The nodes in one line. */
    String summary() {
        String name = Stream.of(
                        facts.getOrDefault("Operation", facts.get("Node Type")),
                        relation(),
                        facts.getOrDefault("Index Name", ""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        if (children.isEmpty()) {
            return name;
        }
        String below = children.stream().map(PlanNode::summary).collect(Collectors.joining("; "));
        return name + " ← " + (children.size() == 1 ? below : "(" + below + ")");
    }

    private void append(StringBuilder lines, int depth) {
        lines.append("  ".repeat(depth))
                .append(facts.entrySet().stream()
                        .map(fact -> fact.getKey().equals("Node Type")
                                ? fact.getValue()
                                : fact.getKey() + "=" + fact.getValue())
                        .collect(Collectors.joining(", ")))
                .append(" (")
                .append((long) rows)
                .append(")\n");
        children.forEach(child -> child.append(lines, depth + 1));
    }
}
