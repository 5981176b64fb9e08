package io.quorate.simulation.check;

import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Keys;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What writers, readers and listeners of a store, and whoever read its history, were told of a key at a revision is the same. Listeners are told of growing
 * revisions, and of every change that a writer was answered, unless they are told that something may be missing.
 */
public final class StoresTellOneStory implements Invariant {
    private static final String GONE = "gone";

    private final Verdict verdict;
    private final Witnessed witnessed;
    private final List<StoreListener> listeners = new ArrayList<>();
    private final Map<Place, String> known = new HashMap<>();

    /** Where something was seen. */
    private record Place(String store, String key, long revision) {}

    StoresTellOneStory(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
    }

    @Override
    public void listening(StoreListener listener) {
        listeners.add(listener);
    }

    @Override
    public void finished(FinalState state) {
        TreeMap<String, TreeSet<Long>> written = new TreeMap<>();
        witnessed
                .byInstance()
                .forEach((store, calls) -> calls.forEach(call -> call.ending()
                        .filter(Ending.Acknowledged.class::isInstance)
                        .map(Ending.Acknowledged.class::cast)
                        .ifPresent(told -> {
                            if (answered(store, call.request(), told)) {
                                written.computeIfAbsent(store, key -> new TreeSet<>())
                                        .add(told.revision());
                            }
                        })));
        for (StoreListener listener : listeners) {
            follow(listener);
            requireAll(listener, written.getOrDefault(listener.store(), new TreeSet<>()));
        }
    }

    private void sees(String store, String key, long revision, String what) {
        String before = known.putIfAbsent(new Place(store, key, revision), what);
        if (before != null && !before.equals(what)) {
            verdict.violated(
                    getClass(),
                    "'" + key + "' of " + store + " at revision " + revision + " is " + before + " to some and " + what
                            + " to others");
        }
    }

    private static String text(long number, long version) {
        return number + " in version " + version;
    }

    private void sees(String store, Entry entry) {
        sees(store, entry.key(), entry.modified(), text(StoreModel.number(entry.value()), entry.version()));
    }

    /** Whether the answer says that something has changed. */
    private boolean answered(String store, Record request, Ending.Acknowledged told) {
        Map<String, String> changes = new HashMap<>();
        boolean changed = false;
        if (told.reply() instanceof Got got) {
            got.entry().ifPresent(entry -> sees(store, entry));
        } else if (told.reply() instanceof Page page) {
            page.entries().forEach(entry -> sees(store, entry));
        } else if (told.reply() instanceof Past past) {
            past.changes().forEach(change -> sees(store, change));
        } else if (told.reply() instanceof Transacted transacted && request instanceof Transact transact) {
            List<Operation> done = transacted.held() ? transact.then() : transact.otherwise();
            for (int i = 0; i < done.size(); i++) {
                changed |= answered(done.get(i), transacted.results().get(i), changes);
            }
        } else if (told.reply() instanceof Result result && request instanceof Operation operation) {
            changed = answered(operation, result, changes);
        }
        changes.forEach((key, what) -> sees(store, key, told.revision(), what));
        return changed;
    }

    private static boolean answered(Operation operation, Result result, Map<String, String> changes) {
        if (operation instanceof Operation.Put put && result instanceof Result.Stored stored) {
            changes.put(put.key(), text(StoreModel.number(put.value()), stored.version()));
            return true;
        } else if (operation instanceof Operation.Add add && result instanceof Result.Sum sum) {
            changes.put(add.key(), text(sum.number(), sum.version()));
            return true;
        } else if (operation instanceof Operation.Delete delete && result instanceof Result.Deleted deleted) {
            if (deleted.keys() > 0 && !delete.recursive()) {
                changes.put(delete.key(), GONE);
            }
            changes.replaceAll((key, what) -> delete.recursive() && Keys.isIn(key, delete.key()) ? GONE : what);
            return deleted.keys() > 0;
        }
        return false;
    }

    private void follow(StoreListener listener) {
        long last = -1;
        for (StoreListener.Told told : listener.all()) {
            boolean grows = told.changed().isPresent() ? told.revision() > last : told.revision() >= last;
            if (!grows) {
                verdict.violated(getClass(), listener + " was told " + told + " behind revision " + last);
            }
            last = told.revision();
            told.changed().ifPresent(changed -> changed.changes().forEach(change -> sees(listener, told, change)));
        }
    }

    private void sees(StoreListener listener, StoreListener.Told told, Change change) {
        if (change.revision() != told.revision()) {
            verdict.violated(getClass(), listener + " was told " + change + " at revision " + told.revision());
        }
        sees(listener.store(), change);
    }

    private void sees(String store, Change change) {
        sees(
                store,
                change.key(),
                change.revision(),
                change.entry()
                        .map(entry -> text(StoreModel.number(entry.value()), entry.version()))
                        .orElse(GONE));
    }

    /** What lies between two things that it was told, of which the second does not say that something may be missing, it was told. */
    private void requireAll(StoreListener listener, NavigableSet<Long> written) {
        Optional<Long> from = Optional.empty();
        for (StoreListener.Told told : listener.all()) {
            if (from.isPresent() && told.changed().isPresent() && from.get() < told.revision()) {
                for (long missed : written.subSet(from.get(), false, told.revision(), false)) {
                    verdict.violated(getClass(), listener + " was not told what a command did at revision " + missed);
                }
            }
            from = Optional.of(told.revision());
        }
    }
}
