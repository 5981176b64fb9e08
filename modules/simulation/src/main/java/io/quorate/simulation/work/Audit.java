package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Changes;
import io.quorate.simulation.register.RegisterContract.ListChanges;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads all that happened to the registers, as any client can. */
public final class Audit {
    private static final int PAGE = 60;
    private static final long DEADLINE_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 100_000_000;

    private final SimClient client;
    private final ArrayDeque<String> registers;
    private final Consumer<SortedMap<String, List<Change>>> done;
    private final SortedMap<String, List<Change>> found = new TreeMap<>();

    public Audit(SimClient client, List<String> registers, Consumer<SortedMap<String, List<Change>>> done) {
        this.client = client;
        this.registers = new ArrayDeque<>(registers);
        this.done = done;
    }

    public void start() {
        client.later(0, this::next);
    }

    private void next() {
        if (registers.isEmpty()) {
            client.close(DEADLINE_MILLIS, () -> done.accept(found));
            return;
        }
        String register = registers.element();
        List<Change> changes = found.computeIfAbsent(register, key -> new ArrayList<>());
        long after = changes.isEmpty() ? 0 : changes.get(changes.size() - 1).revision();
        client.query(
                Verbs.CHANGES,
                register,
                new ListChanges(after, PAGE),
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                new Answer<Changes>() {
                    @Override
                    public void replied(Changes page) {
                        changes.addAll(page.changes());
                        if (page.changes().size() < PAGE) {
                            registers.remove();
                        }
                        next();
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        client.later(PAUSE_NANOS, Audit.this::next);
                    }
                });
    }
}
