package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.error.RefusedException;
import java.util.Collection;
import java.util.UUID;
import org.jooq.Clause;
import org.jooq.Condition;
import org.jooq.Context;
import org.jooq.DDLQuery;
import org.jooq.Keyword;
import org.jooq.Merge;
import org.jooq.QueryPart;
import org.jooq.SQL;
import org.jooq.Table;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code customer_id = ?} on every tenant table of a statement while jOOQ renders it, so that no author has to
 * remember it. Row-level security is what protects; this is what lets PostgreSQL plan well, and a second fence.
 *
 * <ul>
 *   <li>A table in FROM, JOIN or USING becomes a filtered derived table under its alias or its own name.
 *   <li>The target of UPDATE, DELETE and MERGE keeps its name, and the condition is conjoined with the statement's.
 *   <li>INSERT names {@code customer_id}; where it can't be added, the statement is refused.
 *   <li>A column of a table without an alias is rendered by the table's name alone, which both forms answer to.
 * </ul>
 *
 * <p>Plain SQL templates and DDL are left as they are. It keeps nothing between statements; an instance is for one
 * Customer and may be used by several threads.
 */
public final class TenantPredicate implements VisitListener {

    /** Where a rendering keeps the target of its MERGE, which jOOQ 3.19 shows nowhere. */
    private static final Object MERGE_TARGET = new Object();

    /** Kept there for a MERGE whose target is no tenant table. */
    private static final Object NONE = new Object();

    private final TenantTables tables;
    private final CustomerParameter customer;
    private final TargetCondition targetCondition;
    private final CustomerColumn customerColumn;

    /** For the statements of one Customer. */
    public TenantPredicate(TenantTables tables, UUID customerId) {
        this.tables = tables;
        this.customer = new CustomerParameter(customerId);
        this.targetCondition = new TargetCondition(tables, customer);
        this.customerColumn = new CustomerColumn(tables, customer);
    }

    /**
     * Replaces the part that jOOQ is about to render.
     *
     * @throws RefusedException when a table's name is not enough to tell its columns from another table's
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when an INSERT must name
     *     {@code customer_id} and doesn't
     */
    @Override
    public void visitStart(VisitContext visit) {
        Context<?> ctx = visit.context();
        if (ctx.topLevel() instanceof DDLQuery) {
            return;
        }
        QueryPart part = visit.queryPart();
        if (part instanceof TableImpl<?> table) {
            visitTable(visit, table);
        } else if (part instanceof QOM.Update<?> update) {
            visit.queryPart(targetCondition.update(update, ctx));
        } else if (part instanceof QOM.Delete<?> delete) {
            visit.queryPart(targetCondition.delete(delete, ctx));
        } else if (part instanceof QOM.Insert<?> insert) {
            visit.queryPart(customerColumn.insert(insert, ctx));
        } else if (ctx.data(MERGE_TARGET) instanceof MergeTarget target && ancestor(visit, 1) instanceof Merge) {
            visitPartOfMerge(visit, part, target);
        }
    }

    private void visitTable(VisitContext visit, TableImpl<?> table) {
        Context<?> ctx = visit.context();
        if (ancestor(visit, 1) instanceof SQL) {
            return;
        }
        TenantTable named = TenantTable.namedBy(table, tables);
        if (!ctx.declareTables()) {
            if (named != null) {
                visitReference(visit, named);
            }
            return;
        }
        // Under an alias come the aliased table, the alias and then the table that it stands for.
        boolean aliased = !ctx.declareAliases();
        QueryPart statement = ancestor(visit, aliased ? 3 : 1);
        if (statement instanceof Merge && clauseOfMerge(visit) == Clause.MERGE_MERGE_INTO) {
            // Seen twice where an alias is a table itself: as that, and then as what it stands for.
            QueryPart target = aliased ? ancestor(visit, 2) : table;
            ctx.data(MERGE_TARGET, named != null && target instanceof Table<?> t ? new MergeTarget(t, named) : NONE);
        } else if (named != null && !isTarget(statement)) {
            if (!aliased && tables.isAmbiguous(named.name())) {
                throw needsAlias(named);
            }
            visit.queryPart(new FilteredTable(table, named, aliased, customer, tables));
        }
    }

    private static boolean isTarget(@Nullable QueryPart statement) {
        return statement instanceof QOM.Update || statement instanceof QOM.Delete || statement instanceof QOM.Insert;
    }

    /** A column's table, or one in FOR UPDATE OF: a derived table answers to its alias only, not to a schema. */
    private void visitReference(VisitContext visit, TenantTable named) {
        if (tables.isAmbiguous(named.name())) {
            // Only the target of a statement gets here, and that answers to its schema.
            return;
        }
        for (TableImpl<?> other : visit.context().scopeParts(TableImpl.class)) {
            if (other.getName().equals(named.name()) && !named.equals(TenantTable.namedBy(other, tables))) {
                throw needsAlias(named);
            }
        }
        visit.queryPart(DSL.name(named.name()));
    }

    private static RefusedException needsAlias(TenantTable table) {
        return new RefusedException("Another table is named like " + table + ", so that its columns can't be told"
                + " from the other's; give it an alias of its own in this statement");
    }

    private void visitPartOfMerge(VisitContext visit, QueryPart part, MergeTarget target) {
        Clause clause = clauseOfMerge(visit);
        if (clause == Clause.MERGE_ON && part instanceof Condition on) {
            visit.queryPart(DSL.and(on, targetCondition.own(target.table, target.named, visit.context())));
        } else if (clause == Clause.MERGE_WHEN_NOT_MATCHED_THEN_INSERT
                && part instanceof Collection<?> columns
                && !CustomerColumn.isNamedIn(columns)) {
            throw CustomerColumn.missing(target.named);
        } else if (part instanceof Keyword && part.toString().equalsIgnoreCase("source")) {
            // From jOOQ 3.20 on: a clause for the rows that ON leaves out, which are the other Customers' as well.
            throw new RefusedException("MERGE into " + target.named + " can't have WHEN NOT MATCHED BY SOURCE;"
                    + " take an UPDATE or DELETE with NOT EXISTS");
        }
    }

    /** The clause of the innermost MERGE that this part is in. */
    private static @Nullable Clause clauseOfMerge(VisitContext visit) {
        Clause[] clauses = visit.clauses();
        for (int i = clauses.length - 1; i >= 0; i--) {
            if (clauses[i].name().startsWith("MERGE")) {
                return clauses[i];
            }
        }
        return null;
    }

    private static @Nullable QueryPart ancestor(VisitContext visit, int generations) {
        int length = visit.queryPartsLength();
        return length > generations ? visit.queryParts()[length - 1 - generations] : null;
    }

    private record MergeTarget(Table<?> table, TenantTable named) {}
}
