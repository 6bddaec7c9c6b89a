package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.TenancyException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does work through the layer, on a connection of the layer's own: the one that attacks below it is given stays unused.
 */
record SessionTrial(Arena arena, SessionWork work) implements Attempt.Trial {

    @Override
    public Answer on(Connection unused) {
        if (arena.ground().isRolledBack()) {
            throw new LeftOutException("goes through the layer, whose connections are its own");
        }
        TenantScope scope = TenantScope.job(arena.attacker(), "attack", "session");
        try (LayerDoor door = LayerDoor.open(arena.database())) {
            Optional<Object> seen = door.layer().transact(scope, session -> Optional.ofNullable(work.in(session)));
            return answer(seen.orElse(null));
        } catch (TenancyException e) {
            return Answer.refusal(new SQLException(e.getMessage(), e.sqlState(), e));
        }
    }

    static Answer answer(@Nullable Object seen) {
        if (seen == null) {
            return Answer.NOTHING;
        }
        if (seen instanceof Number touched) {
            return new Answer(List.of(), List.of(), touched.longValue(), null);
        }
        if (seen instanceof Optional<?> value) {
            return Answer.lines(value.map(String::valueOf).stream().toList());
        }
        if (seen instanceof Iterable<?> values) {
            return Answer.lines(StreamSupport.stream(values.spliterator(), false)
                    .map(String::valueOf)
                    .toList());
        }
        return Answer.lines(List.of(String.valueOf(seen)));
    }
}
