package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What elevated roles are for, as rights: the table in {@code purposes.txt} beside this class. Everything else that the
 * catalogue has of a role is beyond its purpose.
 */
final class Purposes {

    /**
     * A right that belongs to a purpose.
     *
     * @param role the role
     * @param privilege what it may do, as the catalogue calls it, or {@code member}
     * @param object on what
     */
    record Right(String role, String privilege, String object) {}

    /** Whatever a role holds, by grants of its own, of PUBLIC's, or of roles that it is a member of. */
    private static final String HELD = """
            with me as (select r.* from pg_catalog.pg_roles r where r.rolname = %1$s),
            relation as (
                -- What protect() grants on tenant tables is one right: column by column, for each class of data; or whole.
                select distinct lower(p.privilege) as privilege, r.oid as role,
                       case when t.data_class is null or c.relispartition then n.nspname || '.' || c.relname
                            when p.privilege in ('SELECT', 'DELETE') and has_table_privilege(r.oid, c.oid, p.privilege)
                            then 'every tenant table'
                            when p.privilege = 'SELECT' then 'tenant tables of class ' || t.data_class
                            else n.nspname || '.' || c.relname end as object
                  from me r, pg_catalog.pg_class c
                  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                  left join tenancy.tenant_table t on (t.schema_name, t.table_name) = (n.nspname, c.relname),
                       unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p (privilege)
                 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                   and (has_table_privilege(r.oid, c.oid, p.privilege)
                     or (p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                         and has_any_column_privilege(r.oid, c.oid, p.privilege)))
                   -- A worker is an application's login, and more.
                   and not (pg_has_role(r.oid, 'operant_runtime', 'MEMBER')
                     and (has_table_privilege('operant_runtime', c.oid, p.privilege)
                       or (p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                           and has_any_column_privilege('operant_runtime', c.oid, p.privilege))))),
            sequence as (
                select 'sequence', n.nspname || '.' || c.relname
                  from me r, pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                 where c.relkind = 'S' and has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')),
            routine as (
                select 'execute', p.oid::regprocedure::text
                  from me r, pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                 where n.nspname <> 'information_schema' and has_function_privilege(r.oid, p.oid, 'EXECUTE')
                   -- Of the server's own functions, what was granted to it and not to everybody.
                   and (n.nspname !~ '^pg_'
                     or not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee = 0))
                   and not (pg_has_role(r.oid, 'operant_runtime', 'MEMBER')
                     and has_function_privilege('operant_runtime', p.oid, 'EXECUTE'))),
            container as (
                select distinct lower(p.privilege),
                       case when p.privilege = 'USAGE'
                             and exists (select from relation x where x.object = 'every tenant table'
                                                                or x.object like 'tenant tables of class %%')
                             and exists (select from tenancy.tenant_table t where t.schema_name = n.nspname)
                            then 'schemas of tenant tables' else n.nspname end
                  from me r, pg_catalog.pg_namespace n, unnest(array['USAGE', 'CREATE']) p (privilege)
                 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                   and has_schema_privilege(r.oid, n.oid, p.privilege)
                   and not (pg_has_role(r.oid, 'operant_runtime', 'MEMBER')
                     and has_schema_privilege('operant_runtime', n.oid, p.privilege))
                union all
                select lower(p.privilege), 'database' from me r, unnest(array['CONNECT', 'CREATE', 'TEMPORARY']) p (privilege)
                 where has_database_privilege(r.oid, current_database(), p.privilege)
                union all
                select 'language', l.lanname from me r, pg_catalog.pg_language l
                 where l.lanname <> 'internal' and has_language_privilege(r.oid, l.oid, 'USAGE') and l.lanpltrusted),
            identity as (
                select 'member', o.rolname from me r, pg_catalog.pg_roles o
                 where pg_has_role(r.oid, o.oid, 'MEMBER') and o.oid <> r.oid
                union all
                select a.name, 'role' from me r,
                       lateral (values ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls), ('createdb', r.rolcreatedb),
                                       ('createrole', r.rolcreaterole), ('replication', r.rolreplication)) a (name, has)
                 where a.has),
            held as (
                select privilege, object from relation union all table sequence union all table routine
                union all table container union all table identity)
            select %1$s as role, privilege, object from held""";

    private Purposes() {}

    /** Every right that is declared. */
    static List<Right> declared() {
        try (InputStream text = Purposes.class.getResourceAsStream("purposes.txt")) {
            if (text == null) {
                throw new IllegalStateException("The jar of operant-tenancy-tests lacks purposes.txt; build it again");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("| "))
                    .map(line -> Stream.of(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList())
                    .map(cells -> new Right(cells.get(0), cells.get(1), cells.get(2)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read purposes.txt from the jar of operant-tenancy-tests", e);
        }
    }

    /** A question for the rights that a role holds. */
    static String held(String role) {
        return HELD.formatted(Sql.literal(role));
    }

    /** A question for the rights that a role holds and that are in no purpose of its. */
    static String beyond(String role) {
        String declared = declared().stream()
                .filter(right -> right.role().equals(role))
                .map(right -> "(" + Sql.literal(right.privilege()) + ", " + Sql.literal(right.object()) + ")")
                .collect(Collectors.joining(", "));
        return held(role) + (declared.isEmpty() ? "" : " where (privilege, object) not in (" + declared + ")");
    }
}
