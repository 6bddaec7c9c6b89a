package com.operanttechnologies.tenancytests.tour.story;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One of each for the two Customers of the story, who work at the same time.
 *
 * @param <T> what each has
 * @param first who will turn out to be the attacker
 * @param second who will be the victim
 */
public record Both<T>(T first, T second) {

    /** What comes of it for each, both at once on threads of their own. */
    public <R> Both<R> at(Function<? super T, ? extends R> work) {
        CompletableFuture<R> other = CompletableFuture.supplyAsync(() -> work.apply(second));
        R own = work.apply(first);
        try {
            return new Both<>(own, other.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** The same with something that each has besides. */
    public <O, R> Both<R> with(Both<O> others, BiFunction<? super T, ? super O, ? extends R> work) {
        return new Both<>(new Paired<>(first, others.first), new Paired<>(second, others.second))
                .at(pair -> work.apply(pair.one(), pair.other()));
    }

    private record Paired<A, B>(A one, B other) {}
}
