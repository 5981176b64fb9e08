package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Call;
import io.quorate.itests.faults.Note.Failed;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.queue.api.Lease;
import io.quorate.recipe.queue.api.OfferOptions;
import io.quorate.recipe.queue.api.QueueClient;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.recipe.queue.api.QueueSettings;
import io.quorate.recipe.queue.api.Queues;
import io.quorate.recipe.queue.api.WorkQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Clients that offer items, and take, acknowledge, give back or forget those of others. What is in an item is the number of its offer. */
final class QueueWork implements Workload {
    private static final int QUEUES = 4;
    private static final int MAX_AT_ONCE = 3;
    private static final int MAX_WAIT_MILLIS = 500;
    private static final int MAX_WORK_MILLIS = 100;
    private static final int MAX_DELAY_MILLIS = 500;

    /** Short, so that items of those who are gone are taken again. */
    private static final Duration LEASE = Duration.ofSeconds(1);

    /** Until nothing is left of a queue, once nobody works on it: leases and delays are shorter. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** No item is to become a dead letter. */
    private static final OfferOptions OPTIONS = OfferOptions.DEFAULT.maxAttempts(QueueSettings.MOST_ATTEMPTS);

    private static final String NOTHING_CAME = ErrorCode.WAIT_TIMED_OUT.name();

    @Override
    public String recipe() {
        return QueueContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) {
        return new User(client.open(Queues.TYPE), notes, chance)::act;
    }

    private static String queue(Notebook notes, int number) {
        return notes.instance("jobs-" + number);
    }

    private record User(QueueClient queues, Notebook notes, SplittableRandom chance) {
        void act() throws InterruptedException {
            WorkQueue<byte[]> queue = queues.queue(queue(notes, chance.nextInt(QUEUES)));
            if (chance.nextBoolean()) {
                offer(queue);
            }
            List<Lease<byte[]>> leases =
                    take(queue, 1 + chance.nextInt(MAX_AT_ONCE), Duration.ofMillis(chance.nextInt(MAX_WAIT_MILLIS)));
            if (!leases.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(MAX_WORK_MILLIS));
            }
            for (Lease<byte[]> lease : leases) {
                switch (chance.nextInt(8)) {
                    case 0 -> nack(queue, lease);
                    case 1 -> {
                        // Forgotten: the lease ends by itself.
                    }
                    default -> ack(queue, lease);
                }
            }
        }

        private void offer(WorkQueue<byte[]> queue) {
            long id = notes.newId();
            byte[] payload = Long.toString(id).getBytes(StandardCharsets.UTF_8);
            NewItem item = new NewItem(payload, 0, 0, "", "", 0, OPTIONS.maxAttempts());
            notes.call(
                    id,
                    queue.name(),
                    new Offer(item, 0),
                    0,
                    () -> queue.offer(payload, OPTIONS),
                    offered -> new Told(offered, offered.id()));
        }

        List<Lease<byte[]>> take(WorkQueue<byte[]> queue, int max, Duration wait) {
            long id = notes.newId();
            return notes.call(
                            id,
                            queue.name(),
                            new Take(max, wait.toMillis(), LEASE.toMillis()),
                            wait.toMillis(),
                            () -> taken(queue.takeMany(max, wait, LEASE)),
                            leases -> told(id, leases))
                    .orElse(List.of());
        }

        private static List<Lease<byte[]>> taken(List<Lease<byte[]>> leases) {
            if (leases.isEmpty()) {
                throw Notebook.refusal(NOTHING_CAME);
            }
            return leases;
        }

        private static Told told(long id, List<Lease<byte[]>> leases) {
            List<TakenItem> items = leases.stream()
                    .map(lease -> new TakenItem(lease.id(), lease.attempt(), 0, lease.group(), lease.item()))
                    .toList();
            Lease<byte[]> first = leases.get(0);
            return new Told(
                    new Granted(first.token(), NotedHistory.session(id), LEASE.toMillis(), 0, items),
                    first.token().revision());
        }

        void ack(WorkQueue<byte[]> queue, Lease<byte[]> lease) {
            notes.call(
                    notes.newId(),
                    queue.name(),
                    new Ack(lease.id(), lease.token()),
                    0,
                    () -> {
                        lease.ack();
                        return new Acked(1, List.of());
                    },
                    acked -> new Told(acked, 0));
        }

        private void nack(WorkQueue<byte[]> queue, Lease<byte[]> lease) {
            int delay = chance.nextInt(MAX_DELAY_MILLIS);
            notes.call(
                    notes.newId(),
                    queue.name(),
                    new Nack(lease.id(), lease.token(), delay, "at random"),
                    0,
                    () -> new Nacked(lease.nack(Duration.ofMillis(delay), "at random")),
                    nacked -> new Told(nacked, 0));
        }
    }

    /** Takes and acknowledges all that is left. */
    @Override
    public void lookAtEnd(QuorateClient client, Notebook notes) {
        QueueClient queues = client.open(Queues.TYPE);
        User last = new User(queues, notes, new SplittableRandom());
        for (int number = 0; number < QUEUES; number++) {
            WorkQueue<byte[]> queue = queues.queue(queue(notes, number));
            long from = System.nanoTime();
            while (queues.administration(queue.name()).describe().items() > 0
                    && System.nanoTime() - from < DRAIN_NANOS) {
                last.take(queue, QueueContract.MAX_MANY, LEASE).forEach(lease -> last.ack(queue, lease));
            }
        }
    }

    /** An item of a queue. */
    private record Place(String queue, long id) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return queue.equals(other.queue) ? Long.compare(id, other.id) : queue.compareTo(other.queue);
        }
    }

    /** What is known of an item. */
    private static final class Story {
        private boolean offered;
        private boolean maybeAcknowledged;
        private long acknowledgedNanos = Long.MAX_VALUE;
        private long lastTakeNanos = Long.MIN_VALUE;
    }

    /** Queues have no order to look for: each item has a story of its own. */
    @Override
    public boolean isOrdered(Call call) {
        return false;
    }

    @Override
    public List<String> wrongWith(List<Note> notes) {
        List<String> wrong = new ArrayList<>(
                TokensOfCalls.goneBack(notes, call -> call.reply(Granted.class).map(Granted::token)));
        TreeMap<Place, Story> stories = new TreeMap<>();
        TreeMap<Long, Call> refused = new TreeMap<>();
        List<Call> calls = notes.stream()
                .filter(Call.class::isInstance)
                .map(Call.class::cast)
                .toList();
        for (Call call : calls) {
            if (call.request() instanceof Offer && isRefused(call)) {
                refused.put(call.id(), call);
            }
        }
        calls.forEach(call -> tell(call, stories, refused, wrong));
        stories.forEach((place, story) -> {
            if (story.offered && !story.maybeAcknowledged) {
                wrong.add(place + " is lost");
            }
            if (story.lastTakeNanos > story.acknowledgedNanos) {
                wrong.add(place + " was given out after it had been acknowledged");
            }
        });
        return wrong;
    }

    private static boolean isRefused(Call call) {
        return call.answer() instanceof Failed failed && failed.outcome() == CallOutcome.NOT_APPLIED;
    }

    private static Story story(SortedMap<Place, Story> stories, Call call, long id) {
        return stories.computeIfAbsent(new Place(call.instance(), id), key -> new Story());
    }

    private static void tell(
            Call call, SortedMap<Place, Story> stories, SortedMap<Long, Call> refused, List<String> wrong) {
        call.reply(Offered.class).ifPresent(offered -> {
            Story story = story(stories, call, offered.id());
            if (story.offered) {
                wrong.add("two items have one id, the second is that of " + call);
            }
            story.offered = true;
        });
        call.reply(Granted.class).ifPresent(granted -> {
            for (TakenItem item : granted.items()) {
                Story story = story(stories, call, item.id());
                story.lastTakeNanos = Math.max(story.lastTakeNanos, call.fromNanos());
                long offer = Long.parseLong(new String(item.payload(), StandardCharsets.UTF_8));
                if (refused.containsKey(offer)) {
                    wrong.add("what was refused was given out: " + refused.get(offer));
                }
            }
        });
        if (call.request() instanceof Ack ack && !isRefused(call)) {
            Story story = story(stories, call, ack.id());
            if (call.answer() instanceof Told) {
                if (story.acknowledgedNanos != Long.MAX_VALUE) {
                    wrong.add("an item was acknowledged twice, the second time by " + call);
                }
                story.acknowledgedNanos = call.toNanos();
            }
            story.maybeAcknowledged = true;
        }
    }
}
