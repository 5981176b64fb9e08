package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.simulation.check.StoreModel.Held;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When commands on a store whose clients were not answered seem to have happened, and whose session it was: what commands put
 * tells who they were, what others did is compared with the steps the store tells of.
 */
final class StoreClues {
    private final TreeMap<Long, List<Change>> changes = new TreeMap<>();
    private final Map<Long, Long> hints = new HashMap<>();
    private final Map<Long, SessionId> sessions = new HashMap<>();

    StoreClues(List<Witness> calls, Witnessed witnessed, List<StoreListener> listeners) {
        for (StoreListener listener : listeners) {
            for (StoreListener.Told told : listener.all()) {
                told.changed().ifPresent(changed -> changes.put(told.revision(), changed.changes()));
            }
        }
        for (Witness call : calls) {
            call.reply(Past.class)
                    .ifPresent(past -> past.changes().stream()
                            .collect(Collectors.groupingBy(Change::revision))
                            .forEach(changes::put));
        }
        Stream.concat(
                        changes.values().stream().flatMap(List::stream).flatMap(change -> change.entry().stream()),
                        calls.stream().flatMap(StoreClues::seenBy))
                .forEach(this::learn);
        guess(calls, witnessed);
    }

    /** Where to try a call; {@link Witness#LAST} when nothing was seen of it. */
    long hint(long call) {
        return hints.getOrDefault(call, Witness.LAST);
    }

    /** The session to which the call has bound a key, if anybody has seen it. */
    Optional<SessionId> session(long call) {
        return Optional.ofNullable(sessions.get(call));
    }

    /** Where to try the end of the session to which these calls have bound keys; empty when nobody saw any go. */
    Optional<Long> leavingHint(Set<Long> binders) {
        Map<String, Long> holders = new HashMap<>();
        for (Map.Entry<Long, List<Change>> step : changes.entrySet()) {
            for (Change change : step.getValue()) {
                if (change.cause() == Cause.SESSION_ENDED && binders.contains(holders.getOrDefault(change.key(), 0L))) {
                    return Optional.of(2 * step.getKey());
                }
                if (change.entry().isEmpty()) {
                    holders.remove(change.key());
                } else {
                    StoreNumbers.putBy(StoreModel.number(change.entry().get().value()))
                            .ifPresent(call -> holders.put(change.key(), call));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether it may bind a key to a session. */
    static boolean binds(Record request) {
        return parts(request).anyMatch(part -> part instanceof Operation.Put put && put.bound());
    }

    private static Stream<Operation> parts(Record request) {
        if (request instanceof Transact transact) {
            return Stream.concat(transact.then().stream(), transact.otherwise().stream());
        }
        return request instanceof Operation one ? Stream.of(one) : Stream.empty();
    }

    private static Stream<Entry> seenBy(Witness call) {
        return Stream.of(
                        call.reply(Got.class).stream().flatMap(got -> got.entry().stream()),
                        call.reply(Page.class).stream().flatMap(page -> page.entries().stream()),
                        call.reply(Transacted.class).stream()
                                .flatMap(told -> told.results().stream())
                                .flatMap(result ->
                                        result instanceof Result.Found found ? found.entry().stream() : Stream.empty()))
                .flatMap(entries -> entries);
    }

    private void learn(Entry entry) {
        StoreNumbers.putBy(StoreModel.number(entry.value())).ifPresent(call -> {
            entry.session().ifPresent(session -> sessions.putIfAbsent(call, session));
            hints.putIfAbsent(call, 2 * entry.modified());
        });
    }

    /** A step that no told command made is of the first unknown one that makes just that of what was there. */
    private void guess(List<Witness> calls, Witnessed witnessed) {
        Map<Long, Witness> unknown = new LinkedHashMap<>();
        Set<Long> explained = new HashSet<>();
        for (Witness call : calls) {
            if (call.operation().level().isPresent()) {
                continue;
            }
            if (call.isUnknown()) {
                unknown.put(call.id(), call);
            }
            call.ending()
                    .filter(Ending.Acknowledged.class::isInstance)
                    .ifPresent(told -> explained.add(((Ending.Acknowledged) told).revision()));
        }
        SortedMap<String, Held> before = new TreeMap<>();
        for (Map.Entry<Long, List<Change>> step : changes.entrySet()) {
            long revision = step.getKey();
            SortedMap<String, Held> after = new TreeMap<>(before);
            step.getValue()
                    .forEach(change -> change.entry()
                            .ifPresentOrElse(
                                    entry -> after.put(change.key(), held(entry)), () -> after.remove(change.key())));
            if (!explained.contains(revision) && step.getValue().stream().allMatch(StoreClues::isOfACommand)) {
                for (Witness call : unknown.values()) {
                    if (witnessed.revisionAt(call.beginNanos()) < revision && makes(call, before, after)) {
                        hints.put(call.id(), 2 * revision);
                        unknown.remove(call.id());
                        break;
                    }
                }
            }
            before = after;
        }
    }

    private static boolean isOfACommand(Change change) {
        return change.cause() == Cause.PUT || change.cause() == Cause.DELETED;
    }

    private static boolean makes(Witness call, SortedMap<String, Held> before, SortedMap<String, Held> after) {
        Optional<SortedMap<String, Held>> made = StoreModel.after(call.request(), call.id(), before);
        made.ifPresent(keys -> keys.replaceAll((key, held) -> new Held(held.number(), held.version(), 0)));
        return made.equals(Optional.of(after));
    }

    /** Without who bound it, as an entry does not tell. */
    private static Held held(Entry entry) {
        return new Held(StoreModel.number(entry.value()), entry.version(), 0);
    }
}
