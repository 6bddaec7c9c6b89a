package com.operanttechnologies.tenancytests.benchmark;

import java.time.Duration;

/**
 * How long a run takes.
 *
 * @param customers Customers of the data
 * @param warmUp of each variant before it is first measured in an operation
 * @param rounds in each of which every variant has its turn
 * @param turn of a variant in a round
 * @param firstBatches small batches of each variant before ingest is first measured
 * @param ingestRounds rounds of ingest, where a turn is a batch for each thread
 * @param crowdedIngestRounds the same with several threads; 0 for not at all
 */
record Effort(
        int customers,
        Duration warmUp,
        int rounds,
        Duration turn,
        int firstBatches,
        int ingestRounds,
        int crowdedIngestRounds) {

    static final Effort FULL = new Effort(96, Duration.ofMillis(400), 15, Duration.ofMillis(80), 50, 7, 2);
    static final Effort QUICK = new Effort(16, Duration.ofMillis(40), 5, Duration.ofMillis(12), 3, 1, 0);

    int roundsOf(Operation operation, int threads) {
        if (operation.ingest()) {
            return threads == 1 ? ingestRounds : crowdedIngestRounds;
        }
        return rounds;
    }
}
