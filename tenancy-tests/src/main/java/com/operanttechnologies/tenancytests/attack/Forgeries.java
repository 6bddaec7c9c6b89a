package com.operanttechnologies.tenancytests.attack;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * C10: tokens that must be worth nothing. Most would open B's rows if the one thing that is wrong with them were not
 * checked.
 */
final class Forgeries {

    private static final int MEGABYTE = 1 << 20;

    private Forgeries() {}

    /** Each kind of wrong token by its name, made when it is asked for. */
    static Map<String, Supplier<String>> of(Arena arena) throws SQLException {
        UUID b = arena.victim();
        Seal seal = arena.seal();
        Instant past = arena.ground().now().minusSeconds(1);
        String good = arena.token(arena.attacker());
        String goodMac = good.substring(good.lastIndexOf('.') + 1);
        String goodForB = arena.token(b);
        String zeros = "0".repeat(64);
        String head = "v1." + seal.keyId() + "." + b + ".account:x."
                + Instant.now().plusSeconds(300).getEpochSecond();
        Seal guessed = new Seal(seal.keyId(), new byte[32]);
        Seal other = new Seal("k00000000", seal.secret());
        Map<String, Supplier<String>> wrong = new LinkedHashMap<>();
        wrong.put("nothing", () -> "");
        wrong.put("a bare Customer", () -> b.toString());
        wrong.put("a word", () -> "B");
        wrong.put("a forged code", () -> head + "." + zeros);
        wrong.put("a code under a guessed key", () -> guessed.seal(head));
        wrong.put(
                "B's Customer under A's code",
                () -> good.replace(arena.attacker().toString(), b.toString()));
        wrong.put(
                "another expiry under A's code", () -> good.replaceFirst("\\.[0-9]+\\.([0-9a-f]+)$", ".9999999999.$1"));
        wrong.put("another actor under A's code", () -> good.replace("job:isolation-suite", "account:root"));
        wrong.put("a truncated code", () -> goodForB.substring(0, goodForB.length() - 1));
        wrong.put("no code", () -> head);
        wrong.put("an empty code", () -> head + ".");
        wrong.put("a code in upper case", () -> upperCaseCode(goodForB));
        wrong.put("a part too many", () -> goodForB + ".x");
        wrong.put("a part too many, sealed", () -> seal.seal(head + ".x"));
        wrong.put("a part too few, sealed", () -> seal.seal("v1." + seal.keyId() + "." + b + ".9999999999"));
        wrong.put("expired", () -> seal.token(b, "account:x", past));
        wrong.put("of another key", () -> other.seal(head.replace(seal.keyId(), "k00000000")));
        wrong.put("of another version", () -> seal.seal(head.replaceFirst("v1", "v2")));
        wrong.put("of version 1 in upper case", () -> seal.seal(head.replaceFirst("v1", "V1")));
        wrong.put("with a space before it", () -> " " + goodForB);
        wrong.put("with a line break after it", () -> goodForB + "\n");
        wrong.put("of one megabyte", () -> "v1." + "x".repeat(MEGABYTE));
        wrong.put("of a megabyte of dots", () -> ".".repeat(MEGABYTE));
        wrong.put("not ASCII", () -> "v1." + seal.keyId() + "." + b + ".ünïcödé\u202e😀.9999999999." + goodMac);
        wrong.put("digits of another script", () -> goodForB.replace('1', '١'));
        wrong.put("control characters", () -> head + "\u0001\u0002\t." + goodMac);
        wrong.put("an escaped zero byte", () -> head + "\\000%00\\x00." + goodMac);
        wrong.put("SQL", () -> "' or true; select tenancy.current_signing_key(); --");
        wrong.put("SQL in the Customer", () -> head.replace(b.toString(), b + "'::uuid or '1'='1") + "." + goodMac);
        wrong.put("a pattern", () -> "v1.%." + b + ".%.%.%");
        return wrong;
    }

    /** Whether it is the length that is wrong: that is for the function alone to find, whatever table is asked for. */
    static boolean isLong(String kind) {
        return kind.contains("megabyte");
    }

    private static String upperCaseCode(String token) {
        int code = token.lastIndexOf('.') + 1;
        // The digits alone would be the same in both cases, once in 10^13 tokens.
        return token.substring(0, code) + token.substring(code).toUpperCase(Locale.ROOT);
    }
}
