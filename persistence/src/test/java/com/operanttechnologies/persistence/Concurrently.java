package com.operanttechnologies.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the same work on several threads that start together. */
public final class Concurrently {

    private static final long PATIENCE_SECONDS = 60;

    private Concurrently() {}

    /** The results of all threads; the first failure of any is thrown. */
    public static <T> List<T> run(int threads, Callable<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /**
     * Starts work on another thread that waits for a lock of the caller's transaction, and gives it the time to get
     * there. Fails when it ends meanwhile: then nothing made it wait.
     */
    public static Future<?> startAndExpectToWait(Runnable work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
        new Thread(task, "meanwhile").start();
        try {
            task.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return task;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("should have waited, but failed", e);
        }
        throw new AssertionError("should have waited, but didn't");
    }
}
