package com.operanttechnologies.tenancytests.attack;

import java.sql.SQLException;

/**
 * An attack on the layer between application and database: on what the database alone can't refuse, because it concerns
 * a session that several Customers use in turn.
 */
public final class LayerAttack {

    /** Tries it, and says what was seen of it: nothing when the layer held. */
    interface Body {
        String breach(Arena arena, Door door) throws Exception;
    }

    private final String id;
    private final String title;
    private final String expected;
    private final Body body;

    LayerAttack(String id, String title, String expected, Body body) {
        this.id = id;
        this.title = title;
        this.expected = expected;
        this.body = body;
    }

    /** Its id and what is attempted. */
    public String name() {
        return id + " " + title + " · layer";
    }

    /** Tries it through a door to the arena's database. */
    public Outcome attempt(Arena arena, Door door) {
        try {
            String name = door.transact(arena.attacker(), LayerAttacks::whose);
            if (!name.equals(arena.attacker().toString())) {
                return outcome("A sees the Customer " + name, Verdict.COULD_NOT_ATTACK);
            }
            String breach = body.breach(arena, door);
            return breach.isEmpty() ? outcome(expected, Verdict.HELD) : outcome(breach, Verdict.BREACHED);
        } catch (SQLException | RuntimeException e) {
            return outcome("not tried: " + e, Verdict.COULD_NOT_ATTACK);
        } catch (Exception e) {
            return outcome("not tried, the layer threw: " + e, Verdict.COULD_NOT_ATTACK);
        }
    }

    /** Tells that it was not tried, and why. */
    public Outcome leftOut(String reason) {
        return outcome(reason, Verdict.NOT_ATTACKED);
    }

    private Outcome outcome(String observed, Verdict verdict) {
        return new Outcome(id, title, "layer", "see LayerAttacks", expected, observed, verdict);
    }
}
