package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.LockDescription.WaitingSet;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single locks and sets in any order, with what goes wrong: what must hold of them after every step. */
class LocksAtRandomTest {
    private static final List<String> NAMES = List.of("v", "w", "x", "y", "z");
    private static final int STEPS = 200;

    private final LockWorld lock = new LockWorld();
    private final List<Asked> asked = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>(List.of(lock.a, lock.b, lock.c));

    /** A call, and the locks that it asks for. */
    private record Asked(TestClient client, List<String> locks, Reply<Grant> reply) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsFreeIsNobodysWish(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            act(random);
            check("seed " + seed + ", step " + step);
        }
        clients.forEach(TestClient::closeSession);
        lock.advance(5_000);
        lock.requireNothingLeft();
        lock.close();
    }

    private void act(Random random) {
        TestClient client = clients.get(random.nextInt(clients.size()));
        int dice = random.nextInt(100);
        if (dice < 30) {
            ask(client, random, 1);
        } else if (dice < 55) {
            ask(client, random, 2 + random.nextInt(3));
        } else if (dice < 85) {
            giveBack(random);
        } else if (dice < 90) {
            lock.advance(1 + random.nextInt(3_000));
        } else if (dice < 95 && !asked.isEmpty()) {
            asked.remove(random.nextInt(asked.size())).reply().cancel();
        } else if (dice < 97) {
            takeAway(client, NAMES.get(random.nextInt(NAMES.size())));
        } else {
            clients.remove(client);
            client.closeSession();
            asked.removeIf(call -> call.client() == client);
            clients.add(lock.world.client("d"));
        }
    }

    private void ask(TestClient client, Random random, int count) {
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        List<String> wanted = List.copyOf(names.subList(0, count));
        long wait = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(10_000);
        long delay = random.nextInt(8) == 0 ? 1_000 : 0;
        Reply<Grant> reply = count == 1
                ? client.call(
                        wanted.get(0), LockContract.ACQUIRE, new Acquire(wait, "", "", 0, delay, 0, ""), Grant.class)
                : client.call(
                        wanted.get(0),
                        LockContract.ACQUIRE_ALL,
                        new AcquireAll(wanted.subList(1, count), wait, "", 0, delay),
                        Grant.class);
        asked.add(new Asked(client, wanted, reply));
    }

    private void giveBack(Random random) {
        List<Asked> granted = asked.stream()
                .filter(call -> !call.reply().isWaiting() && call.reply().code().isEmpty())
                .toList();
        if (granted.isEmpty()) {
            return;
        }
        Asked one = granted.get(random.nextInt(granted.size()));
        asked.remove(one);
        String first = one.locks().get(0);
        FencingToken token = one.reply().reply().token();
        if (one.locks().size() == 1) {
            one.client().call(first, LockContract.RELEASE, new Release(token), Released.class);
        } else {
            for (String name : one.locks()) {
                one.client().call(name, LockContract.RELEASE_ALL, new ReleaseAll(token), ReleasedAll.class);
            }
        }
    }

    private void takeAway(TestClient by, String name) {
        describe(name)
                .holder()
                .ifPresent(holder -> by.call(
                                name,
                                LockContract.FORCE_RELEASE,
                                new ForceRelease(holder.token(), "test"),
                                Revoked.class)
                        .reply());
    }

    private void check(String when) {
        Map<String, LockDescription> locks = new HashMap<>();
        NAMES.forEach(name -> locks.put(name, describe(name)));
        List<WaitingSet> waiting = new ArrayList<>();
        for (LockDescription each : locks.values()) {
            each.sets().stream().filter(set -> !waiting.contains(set)).forEach(waiting::add);
        }
        requireObstacles(when, locks, waiting);
        requireClaims(when, waiting);
        requireGranted(when, locks);
    }

    private static boolean isFree(LockDescription lock) {
        return !lock.held() && lock.keptBackUntilMillis().isEmpty();
    }

    private static boolean isKept(LockDescription lock) {
        return lock.sets().stream().anyMatch(set -> set.reservesFromMillis() <= lock.logTimeMillis());
    }

    /** Whoever waits has a reason to. */
    private static void requireObstacles(String when, Map<String, LockDescription> locks, List<WaitingSet> waiting) {
        locks.forEach((name, each) -> {
            if (isFree(each) && !each.waiting().isEmpty() && !isKept(each)) {
                fail(when + ": '" + name + "' is free, and somebody waits for it: " + each);
            }
        });
        for (WaitingSet set : waiting) {
            boolean obstructed = set.locks().stream()
                    .map(locks::get)
                    .anyMatch(each -> !isFree(each)
                            || each.sets().stream()
                                    .takeWhile(other -> !other.equals(set))
                                    .anyMatch(other -> other.reservesFromMillis() <= each.logTimeMillis()));
            assertTrue(obstructed, () -> when + ": all of " + set + " are free");
        }
    }

    /** As many sets wait as calls do, and each is known to all of its locks. */
    private void requireClaims(String when, List<WaitingSet> waiting) {
        long calls = asked.stream()
                .filter(call -> call.locks().size() > 1 && call.reply().isWaiting())
                .count();
        long claims =
                NAMES.stream().mapToLong(name -> describe(name).sets().size()).sum();
        long wanted = asked.stream()
                .filter(call -> call.locks().size() > 1 && call.reply().isWaiting())
                .mapToLong(call -> call.locks().size())
                .sum();
        assertEquals(wanted, claims, () -> when + ": " + calls + " sets wait, known are " + waiting);
    }

    /** What is held together is held by one session. */
    private static void requireGranted(String when, Map<String, LockDescription> locks) {
        locks.forEach((name, each) -> each.holder().ifPresent(holder -> {
            assertTrue(holder.set().isEmpty() || holder.set().contains(name), when);
            for (String other : holder.set()) {
                locks.get(other)
                        .holder()
                        .filter(beside -> beside.token().equals(holder.token())
                                && beside.set().equals(holder.set()))
                        .ifPresent(beside -> assertEquals(holder.session(), beside.session(), when));
            }
        }));
    }

    private LockDescription describe(String name) {
        return lock.world.describe(name, LockDescription.class);
    }
}
