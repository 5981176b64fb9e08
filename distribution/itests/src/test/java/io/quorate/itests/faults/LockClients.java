package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Clients that take locks and write what these guard. */
final class LockClients implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final int LOCKS = 2;
    private static final int MAX_HOLD_MILLIS = 40;
    private static final long PAUSE_MILLIS = 15;

    private final List<QuorateClient> clients = new ArrayList<>();
    private final Workers workers = new Workers();
    private final List<String> wrong = new ArrayList<>();

    // Guarded by this, as is the list above.
    private final Map<String, List<LockHandle>> held = new HashMap<>();
    private final Map<String, FencingToken> guarded = new HashMap<>();
    private final Set<FencingToken> granted = new HashSet<>();

    private LockClients() {}

    static LockClients begin(String endpoints, int count, long seed) {
        LockClients all = new LockClients();
        SplittableRandom chance = new SplittableRandom(seed);
        for (int number = 0; number < count; number++) {
            QuorateClient client = Quorate.builder()
                    .endpoints(endpoints)
                    .sessionTtl(TTL)
                    .defaultDeadline(Duration.ofSeconds(20))
                    .connect();
            all.clients.add(client);
            SplittableRandom own = chance.split();
            all.workers.repeat(PAUSE_MILLIS, () -> all.hold(client.open(Locks.TYPE), own));
        }
        return all;
    }

    private void hold(LockClient locks, SplittableRandom chance) throws InterruptedException {
        String lock = "guard-" + chance.nextInt(LOCKS);
        FencingToken before = largest(lock);
        try (LockHandle handle = locks.acquire(lock, WAIT)) {
            begun(lock, handle, before);
            for (int write = 0; write < 2; write++) {
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(MAX_HOLD_MILLIS));
                write(lock, handle);
            }
            ended(lock, handle);
        } catch (QuorateException notGranted) {
            // Nobody promised that it would be, or that giving it back is confirmed.
        }
    }

    private synchronized FencingToken largest(String lock) {
        return Optional.ofNullable(guarded.get(lock)).orElse(new FencingToken(1));
    }

    private synchronized void begun(String lock, LockHandle handle, FencingToken before) {
        if (handle.token().compareTo(before) <= 0) {
            wrong.add(lock + ": token " + handle.token() + " was asked for after " + before + " had been used");
        }
        if (!granted.add(handle.token())) {
            wrong.add(lock + ": token " + handle.token() + " was granted twice");
        }
        List<LockHandle> holds = held.computeIfAbsent(lock, key -> new ArrayList<>());
        holds.add(handle);
        long believers = holds.stream().filter(LockHandle::isValid).count();
        if (believers > 1) {
            wrong.add(lock + ": " + believers + " clients believe that they hold it: "
                    + holds.stream().map(each -> each.token().toString()).toList());
        }
    }

    private synchronized void ended(String lock, LockHandle handle) {
        Optional.ofNullable(held.get(lock)).orElseThrow().remove(handle);
    }

    /** What the lock guards refuses a smaller token than it has seen; a holder that is valid must not be refused. */
    private synchronized void write(String lock, LockHandle handle) {
        if (handle.isValid()) {
            FencingToken last = largest(lock);
            if (last.compareTo(handle.token()) <= 0) {
                guarded.put(lock, handle.token());
            } else if (handle.isValid()) {
                wrong.add(lock + ": valid token " + handle.token() + " behind " + last);
            }
        }
    }

    synchronized int grants() {
        return granted.size();
    }

    /** Lets every client come to its end; what was wrong, if anything. */
    List<String> end() throws InterruptedException {
        workers.end();
        synchronized (this) {
            return List.copyOf(wrong);
        }
    }

    @Override
    public void close() {
        clients.forEach(QuorateClient::close);
    }
}
