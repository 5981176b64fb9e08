package io.quorate.itests.faults;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Where clients of one recipe note what they ask for and are told. Thread-safe. */
final class Notebook {
    private final String recipe;
    private final String run;
    private final LongSupplier ids;
    private final Consumer<Note> notes;

    /**
     * @param run name of all that clients do at the same time
     * @param ids of calls, each another one
     * @param notes called by many threads
     */
    Notebook(String recipe, String run, LongSupplier ids, Consumer<Note> notes) {
        this.recipe = recipe;
        this.run = run;
        this.ids = ids;
        this.notes = notes;
    }

    long newId() {
        return ids.getAsLong();
    }

    /** Of an instance that only this run uses, so that it begins with nothing. */
    String instance(String name) {
        return run + "-" + name;
    }

    /**
     * Calls, and notes it; empty when it fails.
     *
     * @param request that the call stands for
     * @param waitMillis longest wait that is asked for
     * @param told what the answer says in the recipe's own messages
     */
    <H> Optional<H> call(
            long id,
            String instance,
            Record request,
            long waitMillis,
            Supplier<H> asking,
            Function<H, Note.Told> told) {
        return noted(id, instance, request, false, waitMillis, asking, told);
    }

    /** A linearizable read. */
    <H> Optional<H> read(String instance, Record request, Supplier<H> asking, Function<H, Record> reply) {
        return noted(newId(), instance, request, true, 0, asking, seen -> new Note.Told(reply.apply(seen), 0));
    }

    private <H> Optional<H> noted(
            long id,
            String instance,
            Record request,
            boolean reads,
            long waitMillis,
            Supplier<H> asking,
            Function<H, Note.Told> told) {
        long from = System.nanoTime();
        Optional<H> got = Optional.empty();
        Note.Answer answer;
        try {
            got = Optional.of(asking.get());
            answer = told.apply(got.get());
        } catch (QuorateException why) {
            answer = new Note.Failed(why.code(), why.outcome(), String.valueOf(why.getMessage()));
        }
        notes.accept(new Note.Call(recipe, id, instance, request, reads, waitMillis, from, System.nanoTime(), answer));
        return got;
    }

    /** Of a refusal that is no exception to a facade. */
    static QuorateException refusal(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }

    /** See {@link Note.Over}. */
    void over(long id, long nanos) {
        notes.accept(new Note.Over(recipe, id, nanos));
    }

    /** @param what one word */
    void remark(long id, String what) {
        notes.accept(new Note.Remark(recipe, id, what));
    }
}
