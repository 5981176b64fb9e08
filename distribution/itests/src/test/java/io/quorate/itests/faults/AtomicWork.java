package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Call;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicClient;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.Atomics;
import io.quorate.recipe.atomic.api.Ids;
import io.quorate.recipe.atomic.api.Reference;
import io.quorate.recipe.atomic.api.Versioned;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Clients that count, number, take ids and set references. Counters only grow, so that their values say in which order they were changed;
 * of a swap that nobody did it is not said what was found instead.
 */
final class AtomicWork implements Workload {
    private static final int COUNTERS = 20;
    private static final int SEQUENCES = 8;
    private static final int REFERENCES = 20;
    private static final String IDS = "ids";
    private static final int BLOCK = 10;

    /** Of some additions; numbers of calls are about as large. */
    private static final long BOUND = 50_000_000_000L;

    /** What references hold. */
    record Value(long number) {}

    @Override
    public String recipe() {
        return AtomicContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) {
        AtomicClient atomics = client.open(Atomics.TYPE);
        return new User(atomics, atomics.ids(notes.instance(IDS), BLOCK), notes, chance, new HashMap<>())::act;
    }

    /** @param seen counters as they were when it looked */
    private record User(
            AtomicClient atomics, Ids ids, Notebook notes, SplittableRandom chance, Map<String, Long> seen) {
        void act() {
            String counter = notes.instance("count-" + chance.nextInt(COUNTERS));
            switch (chance.nextInt(8)) {
                case 0 -> next(notes.instance("sequence-" + chance.nextInt(SEQUENCES)));
                case 1 -> takeId();
                case 2, 3 -> add(counter, false);
                case 4 -> add(counter, true);
                case 5 -> look(counter);
                case 6 -> swap(counter);
                default -> swapReference(notes.instance("reference-" + chance.nextInt(REFERENCES)));
            }
        }

        void next(String name) {
            notes.call(
                    notes.newId(),
                    name,
                    new Next(),
                    0,
                    () -> atomics.sequence(name).next(),
                    number -> new Told(new Numbered(number), number));
        }

        private void takeId() {
            notes.call(
                    notes.newId(), IDS, new TakeIds(1), 0, ids::next, taken -> new Told(new IdBlock(taken, taken), 0));
        }

        private void add(String name, boolean within) {
            long id = notes.newId();
            notes.call(
                    id,
                    name,
                    within ? new Add(id, OptionalLong.of(0), OptionalLong.of(BOUND)) : new Add(id),
                    0,
                    () -> within
                            ? atomics.counter(name)
                                    .addWithin(id, 0, BOUND)
                                    .orElseThrow(() -> Notebook.refusal(AtomicContract.OUT_OF_BOUNDS))
                            : atomics.counter(name).add(id),
                    sum -> new Told(new Counted(sum, sum - id), sum));
        }

        void look(String name) {
            notes.read(name, new Get(), () -> atomics.counter(name).get(), value -> new Count(value, 0))
                    .ifPresent(value -> seen.put(name, value));
        }

        private void swap(String name) {
            look(name);
            long id = notes.newId();
            long expected = seen.getOrDefault(name, 0L);
            CompareAndSet request = new CompareAndSet(expected, expected + id);
            notes.call(
                    id,
                    name,
                    request,
                    0,
                    () -> {
                        if (!atomics.counter(name).compareAndSet(expected, request.value())) {
                            throw Notebook.refusal(ErrorCode.CONFLICT.name());
                        }
                        return request.value();
                    },
                    value -> new Told(new Swapped(true, value), value));
        }

        Optional<Versioned<Value>> read(String name) {
            return notes.read(
                    name,
                    new GetReference(),
                    () -> reference(name).get(),
                    found -> new ReferenceRead(found.value().map(value -> bytes(value.number())), found.version(), 0));
        }

        private Reference<Value> reference(String name) {
            return atomics.reference(name, Value.class);
        }

        private void swapReference(String name) {
            Optional<Versioned<Value>> found = read(name);
            if (found.isEmpty()) {
                return;
            }
            long id = notes.newId();
            long expected = found.get().version();
            notes.call(
                    id,
                    name,
                    new CompareAndSetReference(expected, Optional.of(bytes(id))),
                    0,
                    () -> reference(name)
                            .compareAndSet(expected, new Value(id))
                            .orElseThrow(() -> Notebook.refusal(ErrorCode.CONFLICT.name())),
                    version -> new Told(new ReferenceSwapped(true, version, Optional.empty()), version));
        }

        private static byte[] bytes(long number) {
            return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }
    }

    @Override
    public void lookAtEnd(QuorateClient client, Notebook notes) {
        AtomicClient atomics = client.open(Atomics.TYPE);
        User last = new User(atomics, atomics.ids(notes.instance(IDS)), notes, new SplittableRandom(), new HashMap<>());
        for (int i = 0; i < COUNTERS; i++) {
            last.look(notes.instance("count-" + i));
        }
        for (int i = 0; i < SEQUENCES; i++) {
            last.next(notes.instance("sequence-" + i));
        }
        for (int i = 0; i < REFERENCES; i++) {
            last.read(notes.instance("reference-" + i));
        }
    }

    /** Ids are taken in blocks and used later. */
    @Override
    public boolean isOrdered(Call call) {
        return !call.instance().equals(IDS);
    }

    @Override
    public List<String> wrongWith(List<Note> notes) {
        List<String> wrong = new ArrayList<>();
        Set<Long> taken = new HashSet<>();
        for (Note note : notes) {
            if (note instanceof Call call) {
                call.reply(IdBlock.class)
                        .filter(block -> !taken.add(block.first()))
                        .ifPresent(twice -> wrong.add("an id was given twice, the second time to " + call));
            }
        }
        return wrong;
    }
}
