package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program of a process whose clients fight for locks until its input ends. It prints what they note, and ends with an error
 * when anything but a call fails. Its arguments: endpoints, how many clients, the number of the process, how many locks, the file
 * of what these guard, and a seed.
 */
final class LockFighters {
    /** Beside the wait that a call is ready for. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Shorter than some faults, so that sessions are lost. */
    private static final int MIN_TTL_MILLIS = 1_000;

    private static final int MAX_TTL_MILLIS = 3_000;
    private static final int MAX_PAUSE_MILLIS = 400;
    private static final long THREADS_EVERY_MILLIS = 500;
    private static final long CALLS_OF_ONE_PROCESS = 1_000_000_000;
    private static final int FAILED = 1;

    private LockFighters() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        AtomicLong ids = new AtomicLong(Long.parseLong(arguments[2]) * CALLS_OF_ONE_PROCESS);
        int locks = Integer.parseInt(arguments[3]);
        GuardedSlots guarded = GuardedSlots.open(Path.of(arguments[4]), locks);
        SplittableRandom chance = new SplittableRandom(Long.parseLong(arguments[5]));
        List<QuorateClient> clients = new ArrayList<>();
        Workers workers = new Workers();
        try {
            for (int number = 0; number < count; number++) {
                clients.add(Quorate.builder()
                        .endpoints(arguments[0])
                        .sessionTtl(Duration.ofMillis(chance.nextInt(MIN_TTL_MILLIS, MAX_TTL_MILLIS + 1)))
                        .defaultDeadline(DEADLINE)
                        .connect());
            }
            for (QuorateClient client : clients) {
                SplittableRandom own = chance.split();
                LockFighter fighter =
                        new LockFighter(client, locks, guarded, ids::incrementAndGet, own, LockFighters::print);
                workers.repeat(0, () -> {
                    fighter.fight();
                    TimeUnit.MILLISECONDS.sleep(own.nextInt(MAX_PAUSE_MILLIS));
                });
            }
            workers.repeat(THREADS_EVERY_MILLIS, () -> print(threads()));
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
            workers.end();
        } catch (AssertionError | RuntimeException failure) {
            failure.printStackTrace();
            System.exit(FAILED);
        }
        clients.forEach(QuorateClient::close);
    }

    private static void print(LockNote note) {
        System.out.println(note.line());
    }

    private static LockNote.Threads threads() {
        List<String> names = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .toList();
        int io = count(names, "quorate-client-io");
        int callbacks = count(names, "quorate-client-callback");
        return new LockNote.Threads(io, callbacks, names.size() - io - callbacks);
    }

    private static int count(List<String> names, String prefix) {
        return (int) names.stream().filter(name -> name.startsWith(prefix)).count();
    }
}
