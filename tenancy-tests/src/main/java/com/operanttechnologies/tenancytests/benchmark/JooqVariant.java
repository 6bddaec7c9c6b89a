package com.operanttechnologies.tenancytests.benchmark;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The operations by jOOQ; a variant says how a unit of work gets to its Customer. */
abstract class JooqVariant implements Variant {

    /** One statement that reads. */
    abstract <T> T read(UUID customerId, Function<Statements, T> work);

    /** A transaction. */
    abstract <T> T transact(UUID customerId, Function<Statements, T> work);

    @Override
    public final ScreenRow pointRead(Aim aim) {
        return read(aim.customerId(), statements -> statements.screen(aim.screenId()));
    }

    @Override
    public final List<ScreenRow> listPage(Aim aim) {
        return read(aim.customerId(), statements -> statements.page(Dataset.screenName(aim.screen()), aim.screenId()));
    }

    @Override
    public final ShowingRow join(Aim aim) {
        return read(aim.customerId(), statements -> statements.showing(aim.screenId()));
    }

    @Override
    public final String transaction(Aim aim) {
        return transact(aim.customerId(), statements -> {
            String place = statements.screen(aim.screenId()).name() + " for " + statements.title(aim.dashboardId());
            statements.move(aim.screenId(), place);
            return place;
        });
    }

    @Override
    public final int insert(Aim aim) {
        return transact(
                aim.customerId(),
                statements -> statements.insertDashboard(UuidCreator.getTimeOrderedEpoch(), "New " + aim.serial()));
    }

    @Override
    public final int update(Aim aim) {
        return transact(aim.customerId(), statements -> statements.move(aim.screenId(), "Moved " + aim.serial()));
    }
}
