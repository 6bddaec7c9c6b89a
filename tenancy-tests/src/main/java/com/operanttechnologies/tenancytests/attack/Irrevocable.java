package com.operanttechnologies.tenancytests.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What can't be taken back by rolling back, or means something else where there is but one transaction. */
final class Irrevocable {

    private static final Map<Pattern, String> REASONS = reasons();

    private static final Pattern LONG = Pattern.compile("[^\\s;()]{200,}+");
    private static final Pattern SET = Pattern.compile("^\\s*set\\s+(?!local\\b|role\\b)", Pattern.CASE_INSENSITIVE);

    private Irrevocable() {}

    private static Map<Pattern, String> reasons() {
        Map<Pattern, String> reasons = new LinkedHashMap<>();
        add(
                reasons,
                "\\b(commit|abort)\\b|\\brollback\\b(?! to)|\\bstart transaction|\\bset transaction",
                "ends the transaction");
        add(reasons, "session[ _]authorization", "the attacks act by SET SESSION AUTHORIZATION themselves");
        add(
                reasons,
                "^\\s*(prepare|execute|deallocate|discard|listen|unlisten|load)\\b|\\breset all\\b|with hold\\b",
                "changes the session, which rolling back doesn't undo");
        add(reasons, "advisory|notify", "reaches other sessions");
        add(
                reasons,
                "\\bnextval|\\bsetval|emit_message|replication|pg_export_snapshot",
                "rolling back doesn't undo it");
        add(
                reasons,
                "lo_export|lo_import|pg_read_|pg_ls_|pg_stat_file|\\bprogram\\b|\\bcopy\\b.*\\b(to|from)\\s+'|file_fdw|dblink",
                "reaches files or programs of the server");
        add(
                reasons,
                "pg_terminate|pg_cancel|pg_reload|pg_rotate|pg_switch|pg_promote|pg_create_|checkpoint|alter system",
                "reaches the whole server");
        add(
                reasons,
                "(create|drop|alter) (database|tablespace|subscription)|\\bvacuum\\b|concurrently",
                "can't run inside a transaction, or reaches the whole server");
        return reasons;
    }

    private static void add(Map<Pattern, String> reasons, String pattern, String reason) {
        reasons.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), reason);
    }

    /** @throws LeftOutException when the statement must not be tried where others work */
    static void check(String sql) {
        // Tokens of a megabyte are among what is tried; no statement of ours has a word that long.
        String words = LONG.matcher(sql).replaceAll("…");
        REASONS.forEach((pattern, reason) -> {
            if (pattern.matcher(words).find()) {
                throw new LeftOutException(reason);
            }
        });
    }

    /** @throws LeftOutException when the statement, alone, would change the session beyond its own transaction */
    static void checkAlone(String sql) {
        if (SET.matcher(sql).find()) {
            throw new LeftOutException("changes the session, and here is but one transaction");
        }
    }
}
