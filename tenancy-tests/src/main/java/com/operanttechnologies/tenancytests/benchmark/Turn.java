package com.operanttechnologies.tenancytests.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls an operation again and again, on one thread or several, which stay the same ones. */
final class Turn implements AutoCloseable {

    /**
     * @param micros what {@link Measurement#micros} says of a round
     * @param calls how many calls have ended
     */
    record Result(double micros, long calls) {}

    /** Of a batch that warms up. */
    private static final int FEW_ROWS = 1_000;

    private final Operation operation;
    private final Dataset dataset;
    private final int threads;
    private final ExecutorService executor;
    private final long[] next = new long[Dataset.THREADS];

    Turn(Operation operation, Dataset dataset, int threads) {
        this.operation = operation;
        this.dataset = dataset;
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads);
    }

    /** Calls for a time, or once on each thread where a call is a batch. */
    Result take(Variant variant, Duration time) throws InterruptedException, ExecutionException {
        if (operation.ingest()) {
            return batches(variant);
        }
        long end = System.nanoTime() + time.toNanos();
        return threads == 1 ? alone(variant, end) : crowd(variant, end);
    }

    /** Ingests small batches and one of full size on one thread, so that the JVM has compiled what that takes. */
    void warmUp(Variant variant, int batches) throws InterruptedException, ExecutionException {
        executor.submit(() -> {
                    for (int i = 0; i < batches; i++) {
                        operation
                                .prepare(variant, dataset, dataset.aim(0, next[0]++), FEW_ROWS)
                                .run();
                    }
                    operation
                            .prepare(variant, dataset, dataset.aim(0, next[0]++))
                            .run();
                    return null;
                })
                .get();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private Result alone(Variant variant, long end) throws InterruptedException, ExecutionException {
        return executor.submit(() -> {
                    long[] took = new long[1 << 8];
                    int calls = 0;
                    do {
                        Call call = operation.prepare(variant, dataset, dataset.aim(0, next[0]++));
                        long began = System.nanoTime();
                        call.run();
                        if (calls == took.length) {
                            took = Arrays.copyOf(took, 2 * calls);
                        }
                        took[calls++] = System.nanoTime() - began;
                    } while (System.nanoTime() < end);
                    Arrays.sort(took, 0, calls);
                    return new Result((took[calls / 2] + took[(calls - 1) / 2]) / 2e3, calls);
                })
                .get();
    }

    private Result crowd(Variant variant, long end) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long calls = 0;
        List<Callable<Long>> work = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            work.add(() -> {
                long done = 0;
                do {
                    operation
                            .prepare(variant, dataset, dataset.aim(thread, next[thread]++))
                            .run();
                    done++;
                } while (System.nanoTime() < end);
                return done;
            });
        }
        for (Future<Long> thread : executor.invokeAll(work)) {
            calls += thread.get();
        }
        return new Result((System.nanoTime() - began) / 1e3 / calls, calls);
    }

    private Result batches(Variant variant) throws InterruptedException, ExecutionException {
        List<Callable<Object>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            work.add(operation.prepare(variant, dataset, dataset.aim(thread, next[thread]++))::run);
        }
        long began = System.nanoTime();
        for (Future<Object> thread : executor.invokeAll(work)) {
            thread.get();
        }
        return new Result((System.nanoTime() - began) / 1e3 / threads, threads);
    }
}
