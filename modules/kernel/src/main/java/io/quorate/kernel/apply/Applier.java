package io.quorate.kernel.apply;

import io.quorate.codec.CodecException;
import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.Meter;
import io.quorate.kernel.Problem;
import io.quorate.kernel.entry.Batch;
import io.quorate.kernel.entry.BatchCodec;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Leap;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogEntry;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs committed entries in index order against the store: first the deadlines that are due at the entry's log time, then
 * its proposals, each as a revision of its own; all writes of an entry and the applied index are committed together.
 */
public final class Applier {
    private final StateStore store;
    private final Rows rows;
    private final LimitsInForce limits;
    private final RecipeRegistry recipes;
    private final Calls calls;
    private final SessionEnds ends;
    private final Deadlines deadlines;
    private final Deployments deployments;
    private final Rehearsals rehearsals;
    private final CommandCounts commandCounts = new CommandCounts();
    private final Namespaces namespaces;
    private final NamespaceDeletion namespaceDeletion;
    private final RestoreSwitch restoreSwitch;
    private final RestoreSteps restoreSteps;
    private Numbers numbers;
    private final UnaryOperator<CallResult> visible;

    /**
     * @param defaults what holds for each key that is not set in the state
     * @param visible makes of a result what its caller is to see, asked at the result's own revision
     */
    public Applier(
            StateStore store,
            RecipeRegistry recipes,
            ClusterLimits defaults,
            Meter meter,
            UnaryOperator<CallResult> visible) {
        this.store = store;
        this.rows = new StoreRows(store);
        this.limits = new LimitsInForce(defaults, rows);
        this.namespaces = new Namespaces(rows);
        this.namespaceDeletion = new NamespaceDeletion(limits);
        this.recipes = recipes;
        this.visible = visible;
        SideBySide sideBySide = new SideBySide();
        RecipeRunner runner = new RecipeRunner(recipes::find, limits, meter, sideBySide, commandCounts);
        Trust trust = new Trust(limits);
        this.rehearsals = new Rehearsals(recipes, rows, () -> this.numbers, limits, meter, trust, sideBySide);
        this.ends = new SessionEnds(runner, limits);
        this.deployments = new Deployments(recipes, new Migrations(runner, limits), ends, limits, trust);
        this.restoreSwitch = new RestoreSwitch(ends, limits);
        this.restoreSteps = new RestoreSteps(ends);
        this.calls = new Calls(
                runner,
                new SystemCalls(
                        deployments,
                        ends,
                        new Configuration(limits),
                        trust,
                        new NamespaceCalls(limits),
                        new Restores(recipes, limits)),
                limits);
        this.deadlines = new Deadlines(runner, ends, limits);
        this.numbers = new Numbers(kernelRow(), namespaces);
    }

    /** The store holds another state from now on. */
    public void reloaded() {
        namespaces.reload(rows);
        numbers = new Numbers(kernelRow(), namespaces);
        limits.reload(rows);
    }

    /** What clients' commands came to on this node. */
    public CommandCounts commandCounts() {
        return commandCounts;
    }

    /** Other versions beside the active ones. */
    public Rehearsals rehearsals() {
        return rehearsals;
    }

    /** The cluster's limits at the applied revision; they move with it. */
    public LimitsInForce limits() {
        return limits;
    }

    /** The namespaces at the applied revision; they move with it. */
    public Namespaces namespaces() {
        return namespaces;
    }

    private KernelRow kernelRow() {
        byte[] row = rows.get(Keys.kernel());
        try {
            return row == null ? KernelRow.INITIAL : KernelRow.decode(row);
        } catch (CodecException unreadable) {
            throw new NodeFault(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    /** The kernel's numbers after the last entry. */
    public KernelRow numbers() {
        return numbers.row();
    }

    /** Index of the last entry. */
    public long appliedIndex() {
        return store.applied().index();
    }

    /** Who takes part at the applied index. */
    public Members members() {
        byte[] row = rows.get(Keys.members());
        if (row == null) {
            throw new IllegalStateException("the state names no members: the log begins with an entry that does");
        }
        return StateRows.MEMBERS.decode(row);
    }

    /** The applied state. */
    public Rows rows() {
        return rows;
    }

    /** The deadline that comes next in log time. */
    public Optional<Long> nextDeadline() {
        return Deadlines.next(rows);
    }

    /**
     * Applies one entry.
     * @throws NodeFault when this node cannot go on
     */
    public Applied apply(LogEntry entry) {
        List<Effect> effects = new ArrayList<>();
        List<ProposalOutcome> outcomes = new ArrayList<>();
        boolean moreDue = false;
        if (entry.membership().isPresent()) {
            Members members = Members.of(entry.membership().get());
            run(effects, step -> MemberChanges.changed(step, members));
            store.put(Keys.kernel(), numbers.row().encode());
        } else if (entry.payload().length > 0) {
            Batch batch = batch(entry);
            numbers.advanceTime(batch.logTimeMillis(), batch.calendarMillis());
            moreDue = fireDue(effects);
            for (Proposal proposal : batch.proposals()) {
                outcomes.add(apply(proposal, effects));
            }
            namespaces.drainTo(store::put);
            store.put(Keys.kernel(), numbers.row().encode());
        }
        store.commit(new AppliedMark(entry.index(), entry.term()));
        return new Applied(effects, outcomes, moreDue);
    }

    private static Batch batch(LogEntry entry) {
        try {
            return BatchCodec.decode(entry.payload());
        } catch (CodecException unreadable) {
            throw new NodeFault(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private boolean fireDue(List<Effect> effects) {
        List<Rows.KeyValue> due =
                Deadlines.due(rows, numbers.logTimeMillis(), limits.count(ClusterKey.MAX_TIMERS_PER_ENTRY));
        for (Rows.KeyValue row : due) {
            run(effects, step -> deadlines.fire(step, row));
        }
        return due.size() == limits.of(ClusterKey.MAX_TIMERS_PER_ENTRY);
    }

    private void run(List<Effect> effects, Consumer<Step> body) {
        Step step = Step.next(numbers, rows);
        body.accept(step);
        List<Effect> caused = step.drainTo(this::write);
        boolean restoring = false;
        for (Effect effect : caused) {
            if (effect instanceof Effect.BundleReleased released) {
                recipes.retire(released.digest());
            } else if (effect instanceof Effect.Configured) {
                limits.reload(rows);
            } else if (effect instanceof Effect.NamespaceChanged changed) {
                namespaces.redefine(changed.namespace(), rows);
            }
            restoring |= effect instanceof Effect.RestoreDecided;
        }
        for (Effect effect : caused) {
            effects.add(
                    effect instanceof Effect.Replied replied
                            ? new Effect.Replied(replied.session(), replied.sequence(), visible.apply(replied.result()))
                            : effect);
        }
        if (restoring) {
            switchToBackup(effects);
        }
    }

    /** In the entry of the command that asked for it, behind its reply. */
    private void switchToBackup(List<Effect> effects) {
        Restore restore = Restore.of(rows).orElseThrow();
        Restore.Target target = restore.target().orElseThrow();
        rehearsals.end();
        numbers.jump(target.epoch(), target.revision());
        // The switch looks at their rows, and they at what it makes of those.
        namespaces.drainTo(store::put);
        run(effects, step -> restoreSwitch.run(step, restore));
        namespaces.reload(rows);
        for (RestoreSteps.Hold hold : RestoreSteps.holdsOfLiving(rows)) {
            run(effects, step -> restoreSteps.end(step, hold));
        }
    }

    private void restoreStep(long id, List<Effect> effects) {
        Restore.Phase phase = Restore.of(rows)
                .filter(restore -> restore.id() == id)
                .map(Restore::phase)
                .orElse(Restore.Phase.STAGING);
        if (phase == Restore.Phase.DROPPING) {
            run(effects, RestoreSteps::drop);
        } else if (phase == Restore.Phase.SETTLING) {
            List<RestoreSteps.Hold> holds = RestoreSteps.holds(rows, limits.count(ClusterKey.MAX_ENDS_PER_ENTRY));
            for (RestoreSteps.Hold hold : holds) {
                run(effects, step -> restoreSteps.end(step, hold));
            }
            if (holds.isEmpty()) {
                run(effects, RestoreSteps::settle);
            }
        }
    }

    private void write(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            store.delete(key);
        } else {
            store.put(key, value);
        }
    }

    private ProposalOutcome apply(Proposal proposal, List<Effect> effects) {
        ProposalOutcome[] outcome = {new ProposalOutcome.Done()};
        if (proposal instanceof Proposal.Call call) {
            run(effects, step -> calls.call(step, call));
        } else if (proposal instanceof Proposal.Acks acks) {
            run(effects, step -> calls.acknowledge(step, acks));
        } else if (proposal instanceof Proposal.Skip skip) {
            run(effects, step -> calls.skip(step, skip));
        } else if (proposal instanceof Proposal.Cancel cancel) {
            run(effects, step -> calls.cancel(step, cancel));
        } else if (proposal instanceof Proposal.OpenSession open) {
            run(effects, step -> outcome[0] = open(step, open));
        } else if (proposal instanceof Proposal.AttachSession attach) {
            run(effects, step -> outcome[0] = attach(step, attach));
        } else if (proposal instanceof Proposal.EndSession end) {
            boolean[] marked = new boolean[1];
            run(effects, step -> marked[0] = ends.mark(step, end.session(), end.reason()));
            if (marked[0]) {
                endStep(end.session(), effects);
            }
        } else if (proposal instanceof Proposal.EndStep step) {
            endStep(step.session(), effects);
        } else if (proposal instanceof Proposal.NamespaceStep step) {
            run(effects, deletion -> namespaceDeletion.step(deletion, step.namespace()));
        } else if (proposal instanceof Proposal.Ready ready) {
            run(effects, step -> deployments.ready(step, ready));
        } else if (proposal instanceof Proposal.HashReport report) {
            run(effects, step -> HashChecks.report(step, report, members()));
        } else if (proposal instanceof Proposal.BeginCheck) {
            run(effects, Checks::beginUnasked);
        } else if (proposal instanceof Proposal.CheckRound round) {
            run(effects, step -> Checks.round(step, round));
        } else if (proposal instanceof Proposal.CheckReport report) {
            run(effects, step -> Checks.report(step, report));
        } else if (proposal instanceof Proposal.EndCheck end) {
            run(effects, step -> Checks.end(step, end, members()));
        } else if (proposal instanceof Proposal.FailMembersPlan failure) {
            run(effects, step -> MemberChanges.fail(step, failure));
        } else if (proposal instanceof Proposal.Met met) {
            Members members = members();
            run(effects, step -> Readmissions.met(step, met, members));
        } else if (proposal instanceof Proposal.RestoreStep step) {
            restoreStep(step.restore(), effects);
        } else if (proposal instanceof Proposal.Activate activate) {
            activate(activate, effects);
        } else if (proposal instanceof Proposal.BeginAnew anew) {
            beginAnew(anew, effects);
        }
        return outcome[0];
    }

    private ProposalOutcome open(Step step, Proposal.OpenSession open) {
        if (step.groupSessions() >= limits.of(ClusterKey.MAX_SESSIONS)) {
            return new ProposalOutcome.Refused(Problem.of(
                    ErrorCode.OVERLOADED,
                    "the group has " + limits.of(ClusterKey.MAX_SESSIONS) + " sessions, the limit"));
        }
        long ttl = limits.now().ttlMillis(open.ttlMillis());
        SessionId id = SessionId.of(step.epoch(), step.revision());
        SessionRow row = new SessionRow(
                false, ttl, open.secretHash(), 0, 0, 0, 0, 0, step.calendarMillis(), open.label(), open.principal());
        step.rows().put(Keys.session(id), row.encode());
        step.countSession(1);
        step.effect(new Effect.SessionOpened(id, ttl));
        return new ProposalOutcome.Opened(id, ttl);
    }

    private static ProposalOutcome attach(Step step, Proposal.AttachSession attach) {
        Optional<SessionRow> live = Results.session(step, attach.session()).filter(row -> !row.ending());
        if (live.isEmpty()) {
            return new ProposalOutcome.Refused(
                    Problem.of(ErrorCode.SESSION_EXPIRED, "session " + attach.session() + " is over"));
        }
        if (live.get().incarnation() != attach.incarnation()) {
            return new ProposalOutcome.Refused(
                    Problem.of(ErrorCode.SESSION_TAKEN, "another connection took session " + attach.session()));
        }
        step.rows()
                .put(Keys.session(attach.session()), live.get().attachedAgain().encode());
        step.effect(new Effect.SessionMoved(attach.session()));
        return new ProposalOutcome.Attached(attach.incarnation() + 1, live.get().lastSequence());
    }

    private void endStep(SessionId session, List<Effect> effects) {
        byte[] row = rows.get(Keys.session(session));
        if (row == null || !SessionRow.decode(row).ending()) {
            return;
        }
        List<Address> bound = ends.nextBound(rows, session);
        for (Address address : bound) {
            run(effects, step -> ends.tell(step, session, address));
        }
        if (bound.size() == limits.of(ClusterKey.MAX_ENDS_PER_ENTRY)) {
            effects.add(new Effect.EndStepNeeded(session));
        } else {
            run(effects, step -> {
                BundleBytes.dropOf(step, session);
                Restores.dropOf(step, session);
                ends.finish(step, session);
            });
        }
    }

    private void activate(Proposal.Activate activate, List<Effect> effects) {
        ActiveRecipe[] switched = new ActiveRecipe[1];
        run(
                effects,
                step -> deployments
                        .activate(step, activate.digest(), members())
                        .ifPresent(recipe -> switched[0] = recipe));
        ActiveRecipe recipe = switched[0];
        if (recipe != null) {
            recipes.put(recipe);
            run(effects, step -> deployments.activated(step, recipe.model().name()));
        }
    }

    private void beginAnew(Proposal.BeginAnew anew, List<Effect> effects) {
        Members members = members();
        if (NewBeginning.isDue(anew, members)) {
            int lastEpoch = Math.max(numbers.epoch(), anew.epochAbove());
            Leap leap = Leap.above(lastEpoch, numbers.revision(), numbers.calendarMillis())
                    .orElseThrow(() -> new NodeFault("there is no epoch or revision above epoch " + lastEpoch
                            + " and revision " + numbers.revision() + ": restore a backup into a new cluster"));
            numbers.jump(leap.epoch(), leap.revision());
            run(effects, step -> NewBeginning.run(step, anew, leap, members));
        }
    }

    /** A store's rows. */
    private record StoreRows(StateStore store) implements Rows {
        @Override
        public byte @Nullable [] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public RowCursor scan(byte[] from, byte @Nullable [] to) {
            return store.scan(from, to);
        }
    }
}
