package io.quorate.simulation.check;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.simulation.check.OrderSearch.Act;
import io.quorate.simulation.check.StoreModel.Held;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores are linearizable by what clients saw and by when sessions ended: for all operations on one there is an order that explains replies
 * and refusals. The keys of a session go at one moment after its end. What listeners and
 * the store's own history tell is not trusted; it says where to try what nobody was answered.
 */
public final class StoresHaveAnOrder implements Invariant {
    /** What changes nothing is tried first: where it fits, it may stand. */
    private static final long FIRST = 0;

    private final Verdict verdict;
    private final Witnessed witnessed;
    private final List<StoreListener> listeners = new ArrayList<>();

    StoresHaveAnOrder(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void listening(StoreListener listener) {
        listeners.add(listener);
    }

    @Override
    public void finished(FinalState state) {
        witnessed.byInstance().forEach((store, calls) -> {
            StoreClues clues = new StoreClues(
                    calls,
                    witnessed,
                    listeners.stream()
                            .filter(listener -> listener.store().equals(store))
                            .toList());
            List<Act<SortedMap<String, Held>>> acts = new ArrayList<>();
            calls.forEach(call -> act(call, clues).ifPresent(acts::add));
            leave(calls, clues, acts);
            OrderSearch.require(getClass(), verdict, store, acts, new TreeMap<>());
        });
    }

    private static Optional<Act<SortedMap<String, Held>>> act(Witness call, StoreClues clues) {
        Record request = call.request();
        Optional<Record> told = call.reply(Record.class);
        if (request instanceof KvContract.History) {
            return Optional.empty();
        } else if (call.operation().level().isPresent()) {
            return told.filter(reply -> call.operation().level().equals(Optional.of(ReadLevel.LINEARIZABLE)))
                    .map(reply -> call.act(FIRST, before -> StoreModel.explained(request, call.id(), reply, before)));
        } else if (told.isPresent()) {
            return Optional.of(call.toldAct(before -> StoreModel.explained(request, call.id(), told.get(), before)));
        } else if (call.isRefusedWith(KvContract.VERSION_MISMATCH)) {
            return Optional.of(call.act(
                    FIRST,
                    before -> StoreModel.after(request, call.id(), before).isPresent()
                            ? Optional.empty()
                            : Optional.of(before)));
        }
        return call.isUnknown()
                ? Optional.of(call.openAct(
                        "",
                        call.beginNanos(),
                        clues.hint(call.id()),
                        before -> StoreModel.after(request, call.id(), before)))
                : Optional.empty();
    }

    /** Keys of a session go together; one of whose session nothing is known goes alone. */
    private void leave(List<Witness> calls, StoreClues clues, List<Act<SortedMap<String, Held>>> acts) {
        Map<SessionId, Set<Long>> bySession = new TreeMap<>(Comparator.comparingLong(SessionId::value));
        for (Witness call : calls) {
            if (!StoreClues.binds(call.request())) {
                continue;
            }
            Optional<SessionId> session = clues.session(call.id());
            if (session.isPresent()) {
                bySession.computeIfAbsent(session.get(), key -> new TreeSet<>()).add(call.id());
            } else if (call.isUnknown()) {
                acts.add(call.openAct(
                        "left",
                        call.beginNanos(),
                        Witness.LAST,
                        before -> StoreModel.without(Set.of(call.id()), before)));
            }
        }
        bySession.forEach((session, binders) -> witnessed
                .overNanos(session)
                .ifPresent(from -> acts.add(new Act<>(
                        "end of session " + session,
                        from,
                        OrderSearch.OPEN,
                        clues.leavingHint(binders).orElse(Witness.LAST),
                        before -> StoreModel.without(binders, before)))));
    }
}
