package com.operanttechnologies.tenancytests.soak;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Tells once a minute how far a soak has come. For a thread of its own. */
final class Progress implements Runnable {

    private final Figures figures;
    private final BooleanSupplier goesOn;
    private final Consumer<String> told;

    Progress(Figures figures, BooleanSupplier goesOn, Consumer<String> told) {
        this.figures = figures;
        this.goesOn = goesOn;
        this.told = told;
    }

    @Override
    public void run() {
        try {
            for (int second = 1; goesOn.getAsBoolean(); second++) {
                TimeUnit.SECONDS.sleep(1);
                if (second % 60 == 0) {
                    told.accept("minute " + second / 60 + ": transactions " + figures.transactions.sum() + ", reads "
                            + figures.reads.sum() + ", foreign rows " + figures.foreignRows.sum()
                            + ", unexpected errors " + figures.unexpected.size());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
