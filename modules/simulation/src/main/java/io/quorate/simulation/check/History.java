package io.quorate.simulation.check;

import io.quorate.kernel.state.KernelRow;
import io.quorate.log.NodeId;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tells every invariant what happens. */
public final class History implements Invariant {
    private final List<Invariant> invariants;
    private long acknowledgedCommands;
    private long operations;

    public History(List<Invariant> invariants) {
        this.invariants = List.copyOf(invariants);
    }

    /** All invariants of a world, reporting to one verdict. */
    public static History judgedBy(Verdict verdict) {
        List<Invariant> all = new ArrayList<>(List.of(
                new NothingAcknowledgedLost(verdict),
                new NothingAppliedTwice(verdict),
                new NothingRefusedApplied(verdict),
                new TokensGrow(verdict),
                new SessionsAreNew(verdict),
                new OneHolderPerRevision(verdict),
                new OneBelieverPerLock(verdict),
                new GuardedResourceSeesGrowingTokens(verdict),
                new LostBeforeExpiry(verdict),
                new CallsEndInTime(verdict),
                new EventsInOrder(verdict),
                new LinearizableRegisters(verdict),
                new BoundKeysLeave(verdict),
                new FreshReads(verdict),
                new ReplaysAgree(verdict),
                new StateStaysBounded(verdict)));
        Witnesses witnesses = new Witnesses();
        all.addAll(witnesses.all());
        all.addAll(orders(verdict, witnesses));
        all.add(new QueuesKeepItems(verdict, witnesses.queues()));
        all.add(new StoresTellOneStory(verdict, witnesses.stores()));
        return new History(all);
    }

    /** Looks for an order of what clients saw of registers and recipes; reads of registers need not carry revisions. */
    public static History searchedFor(Verdict verdict) {
        Witnesses witnesses = new Witnesses();
        List<Invariant> all = new ArrayList<>(witnesses.all());
        all.addAll(orders(verdict, witnesses));
        return new History(all);
    }

    private static List<Invariant> orders(Verdict verdict, Witnesses witnesses) {
        return List.of(
                new RegistersHaveAnOrder(verdict, witnesses.registers()),
                new LocksHaveAnOrder(verdict, witnesses.locks()),
                new ElectionsHaveAnOrder(verdict, witnesses.elections()),
                new AtomicsHaveAnOrder(verdict, witnesses.atomics()),
                new GenerationsAgree(verdict, witnesses.barriers()),
                new BarriersHaveAnOrder(verdict, witnesses.barriers()),
                new StoresHaveAnOrder(verdict, witnesses.stores()));
    }

    /** Those that can break. */
    Stream<Invariant> invariants() {
        return invariants.stream().filter(each -> !(each instanceof Witnessed));
    }

    /** Number for the next operation. */
    public long nextOperation() {
        operations++;
        return operations;
    }

    /** Commands whose reply has reached a client. */
    public long acknowledgedCommands() {
        return acknowledgedCommands;
    }

    private void all(Consumer<Invariant> told) {
        invariants.forEach(told);
    }

    @Override
    public void invoked(Operation operation) {
        all(each -> each.invoked(operation));
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        if (operation.level().isEmpty() && ending instanceof Ending.Acknowledged) {
            acknowledgedCommands++;
        }
        all(each -> each.ended(operation, ending));
    }

    @Override
    public void givenUp(Operation operation) {
        all(each -> each.givenUp(operation));
    }

    @Override
    public void applied(NodeId node, long index, KernelRow numbers) {
        all(each -> each.applied(node, index, numbers));
    }

    @Override
    public void sessionBegun(SessionId session, Client client) {
        all(each -> each.sessionBegun(session, client));
    }

    @Override
    public void restored(long restore, String namespace) {
        all(each -> each.restored(restore, namespace));
    }

    @Override
    public void sessionLost(SessionId session) {
        all(each -> each.sessionLost(session));
    }

    @Override
    public void sessionEnding(SessionId session) {
        all(each -> each.sessionEnding(session));
    }

    @Override
    public void granted(String lock, FencingToken token, SessionId session, String label) {
        all(each -> each.granted(lock, token, session, label));
    }

    @Override
    public void elected(String election, FencingToken token, SessionId session, String label) {
        all(each -> each.elected(election, token, session, label));
    }

    @Override
    public void freed(String lock, FencingToken token) {
        all(each -> each.freed(lock, token));
    }

    @Override
    public void holdBegun(Hold hold) {
        all(each -> each.holdBegun(hold));
    }

    @Override
    public void holdEnded(Hold hold) {
        all(each -> each.holdEnded(hold));
    }

    @Override
    public void acted(Client client) {
        all(each -> each.acted(client));
    }

    @Override
    public void guardedWrite(String lock, FencingToken token) {
        all(each -> each.guardedWrite(lock, token));
    }

    @Override
    public void subscribed(Subscriber subscriber) {
        all(each -> each.subscribed(subscriber));
    }

    @Override
    public void listening(StoreListener listener) {
        all(each -> each.listening(listener));
    }

    @Override
    public void finished(FinalState state) {
        all(each -> each.finished(state));
    }
}
