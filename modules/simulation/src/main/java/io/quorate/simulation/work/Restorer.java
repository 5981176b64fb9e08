package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.register.RegisterContract.Change;
import io.quorate.simulation.register.RegisterContract.Changes;
import io.quorate.simulation.register.RegisterContract.ListChanges;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.Cluster;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Works in a namespace of its own, takes backups of it, and goes back to them, one thing at a time; what a backup holds is known, so
 * that it is seen whether it comes back. Everybody else keeps what there was, and goes on in the next epoch.
 */
public final class Restorer {
    static final String NAMESPACE = "saved";
    static final String REGISTER = "register";
    static final String LOCK = "lock";
    static final String ELECTION = "election";

    private static final int PAGE = 40;
    private static final int MAX_KEPT = 3;
    private static final long TTL_MILLIS = 5_000;
    private static final long DEADLINE_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 1_000;

    /** A backup, and what the register was like at its revision. */
    private record Saved(Backup backup, List<Change> contents) {}

    /** One that was asked for, and may have been switched to. */
    private record Open(long restore, Saved saved) {}

    /** One that was switched to, whose contents have not been looked at. */
    private record Unseen(long revision, Saved saved) {}

    private final World world;
    private final Cluster cluster;
    private final Chance chance;
    private final SavedRegister register;
    private final List<Saved> kept = new ArrayList<>();
    private Optional<Open> open = Optional.empty();
    private Optional<Unseen> unseen = Optional.empty();
    private boolean founded;
    private int shells;
    private int holders;
    private boolean busy;
    private boolean resting;

    /** @param chance of its own, so that a world without it is what it was */
    public Restorer(World world, Cluster cluster, Chance chance) {
        this.world = world;
        this.cluster = cluster;
        this.chance = chance;
        this.register = new SavedRegister(world.verdict());
    }

    /** Begins to do things every now and then. */
    public void begin() {
        world.time().after(chance.millis(100, 3_000), this::act);
    }

    /** Begins nothing new, but finds out what became of what was begun. */
    public void rest() {
        resting = true;
    }

    public boolean isIdle() {
        return resting && !busy && holders == 0 && open.isEmpty() && unseen.isEmpty();
    }

    private void act() {
        if (open.isPresent()) {
            settle(shell(), open.get());
        } else if (unseen.isPresent()) {
            look(shell(), unseen.get());
        } else if (resting) {
            return;
        } else if (!founded) {
            found(shell());
        } else if (!kept.isEmpty() && chance.oneIn(3)) {
            restore(shell(), chance.pick(kept));
        } else if (chance.oneIn(3)) {
            save(shell());
        } else {
            work(shell());
        }
    }

    private SimClient shell() {
        busy = true;
        shells++;
        return cluster.client("saver-" + shells, TTL_MILLIS);
    }

    private void ended(SimClient shell) {
        shell.close(CLOSE_MILLIS, this::ended);
    }

    private void ended() {
        busy = false;
        begin();
    }

    private void found(SimClient shell) {
        shell.call(
                Verbs.CREATE_NAMESPACE,
                "",
                id -> new SystemCommand.CreateNamespace(NAMESPACE, 0),
                DEADLINE_MILLIS,
                new Answer<>() {
                    @Override
                    public void replied(SystemCommand.NamespaceCreated reply) {
                        founded = true;
                        ended(shell);
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        // It is there when the reply to the one before was lost.
                        founded = failure.code().equals("CONFLICT");
                        ended(shell);
                    }
                });
    }

    /** Some keep what they took for a while, whatever is saved and restored meanwhile. */
    private void work(SimClient shell) {
        boolean keeps = chance.oneIn(2);
        long keptNanos = chance.millis(1_000, 15_000);
        new SavedWork(shell, chance, register, () -> {
                    if (keeps) {
                        holders++;
                        shell.later(keptNanos, () -> shell.close(CLOSE_MILLIS, () -> holders--));
                        ended();
                    } else {
                        ended(shell);
                    }
                })
                .next();
    }

    private void save(SimClient shell) {
        new BackupReading(shell, shell.name(), NAMESPACE, found -> {
                    if (found.isEmpty()) {
                        ended(shell);
                        return;
                    }
                    changes(shell, changes -> {
                        keep(new Saved(
                                found.get(),
                                SavedRegister.upTo(found.get().source().revision(), changes)));
                        ended(shell);
                    });
                })
                .start();
    }

    private void keep(Saved saved) {
        if (kept.size() == MAX_KEPT) {
            kept.remove(chance.below(MAX_KEPT));
        }
        kept.add(saved);
    }

    private void restore(SimClient shell, Saved saved) {
        new Restoring(shell, NAMESPACE, saved.backup(), new Restoring.Fate() {
                    @Override
                    public void restored(long revision) {
                        switched(revision, saved);
                        look(shell, new Unseen(revision, saved));
                    }

                    @Override
                    public void failed() {
                        ended(shell);
                    }

                    @Override
                    public void unknown(long restore) {
                        open = Optional.of(new Open(restore, saved));
                        ended(shell);
                    }
                })
                .start();
    }

    private void switched(long revision, Saved saved) {
        world.faults().add(FaultKind.NAMESPACE_RESTORED, 1);
        register.restored(saved.contents());
        open = Optional.empty();
        unseen = Optional.of(new Unseen(revision, saved));
    }

    /** Finds out whether a restore came to its switch; it cannot any more once it is not staging. */
    private void settle(SimClient shell, Open asked) {
        shell.query(
                Verbs.RESTORES,
                "",
                new SystemQuery.DescribeRestore(),
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                Answer.of(
                        (SystemQuery.Restores restores) -> {
                            Optional<SystemQuery.PastRestore> past =
                                    restores.last().filter(last -> last.restore() == asked.restore());
                            boolean stages = restores.underWay()
                                    .filter(underWay -> underWay.restore() == asked.restore()
                                            && underWay.phase().equals("STAGING"))
                                    .isPresent();
                            if (past.isPresent()) {
                                switched(past.get().revision(), asked.saved());
                            } else if (!stages) {
                                open = Optional.empty();
                            }
                            ended(shell);
                        },
                        failure -> ended(shell)));
    }

    private void look(SimClient shell, Unseen restored) {
        changes(shell, changes -> {
            register.requireRestored(restored.revision(), restored.saved().contents(), changes);
            unseen = Optional.empty();
            ended(shell);
        });
    }

    /** Reads all changes of the register; ends the shell when that fails. */
    private void changes(SimClient shell, Consumer<List<Change>> then) {
        page(shell, new ArrayList<>(), then);
    }

    private void page(SimClient shell, List<Change> found, Consumer<List<Change>> then) {
        long after = found.isEmpty() ? 0 : found.get(found.size() - 1).revision();
        shell.query(
                Verbs.CHANGES.in(NAMESPACE),
                REGISTER,
                new ListChanges(after, PAGE),
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                Answer.of(
                        (Changes page) -> {
                            found.addAll(page.changes());
                            if (page.changes().size() == PAGE) {
                                page(shell, found, then);
                            } else {
                                register.found(found);
                                then.accept(found);
                            }
                        },
                        failure -> ended(shell)));
    }
}
