package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.migrations.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in the database, compared with what the workers were told.
 *
 * @param foreign rows that are another Customer's than the one that they were written for
 * @param lost writes that were acknowledged, without a row
 * @param doubled writes with more than one row
 * @param ghosts rows of writes that were said not to be committed, or were rolled back
 * @param inDoubt writes of which the layer said that it doesn't know
 * @param inDoubtThere how many of those have a row
 */
record Reckoning(long foreign, long lost, long doubled, long ghosts, long inDoubt, long inDoubtThere) {

    private static final int FETCH_SIZE = 10_000;

    /**
     * Reads every row, from outside of row-level security.
     *
     * @param ledgers the workers', by their numbers, which have all ended
     */
    static Reckoning of(Login administrator, List<Ledger> ledgers) throws SQLException {
        List<Ledger.Told[]> told = ledgers.stream().map(Ledger::all).toList();
        List<byte[]> rows = new ArrayList<>();
        told.forEach(writes -> rows.add(new byte[writes.length]));
        long foreign = 0;
        long ghosts = 0;
        try (Connection connection = administrator.connect()) {
            connection.setAutoCommit(false); // Or the driver would hold all rows at once.
            try (PreparedStatement statement =
                    connection.prepareStatement("select customer_id::text, title from stage.dashboard")) {
                statement.setFetchSize(FETCH_SIZE);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String[] title = row.getString(2).split(" ", 2);
                        foreign += row.getString(1).equals(title[0]) ? 0 : 1;
                        if (title[1].equals(Worker.NEVER)) {
                            ghosts++;
                        } else {
                            String[] write = title[1].split("-", 2);
                            rows.get(Integer.parseInt(write[0]))[Integer.parseInt(write[1])]++;
                        }
                    }
                }
            }
        }
        return count(told, rows, foreign, ghosts);
    }

    private static Reckoning count(List<Ledger.Told[]> told, List<byte[]> rows, long foreign, long ghosts) {
        long lost = 0;
        long doubled = 0;
        long refusedThere = ghosts;
        long inDoubt = 0;
        long inDoubtThere = 0;
        for (int worker = 0; worker < told.size(); worker++) {
            Ledger.Told[] writes = told.get(worker);
            for (int write = 0; write < writes.length; write++) {
                int there = rows.get(worker)[write];
                doubled += there > 1 ? 1 : 0;
                switch (writes[write]) {
                    case ACKNOWLEDGED -> lost += there == 0 ? 1 : 0;
                    case REFUSED -> refusedThere += there;
                    case IN_DOUBT -> {
                        inDoubt++;
                        inDoubtThere += there > 0 ? 1 : 0;
                    }
                }
            }
        }
        return new Reckoning(foreign, lost, doubled, refusedThere, inDoubt, inDoubtThere);
    }
}
