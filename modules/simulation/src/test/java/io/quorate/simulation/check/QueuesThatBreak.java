package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import io.quorate.simulation.check.Teller.Believer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Histories of queues that lose items, or give them out too often. */
final class QueuesThatBreak {
    private static final Believer A = new Believer("a");

    private QueuesThatBreak() {}

    static List<BreakingCase> cases() {
        return List.of(
                new BreakingCase(
                        QueuesKeepItems.class,
                        "an item that was offered is lost",
                        story -> {
                            offered(story, 1, 10);
                            story.end();
                        },
                        story -> {
                            offered(story, 1, 10);
                            acked(story, 2, 10, 20);
                            story.end();
                        }),
                new BreakingCase(
                        QueuesKeepItems.class,
                        "an item is acknowledged twice",
                        story -> {
                            acked(story, 1, 10, 20);
                            acked(story, 2, 10, 21);
                            story.end();
                        },
                        story -> {
                            acked(story, 1, 10, 20);
                            story.failed(ack(story, 2, 10), CallOutcome.UNKNOWN);
                            story.end();
                        }),
                new BreakingCase(
                        QueuesKeepItems.class,
                        "an item is given out behind its acknowledgement",
                        story -> {
                            acked(story, 1, 10, 20);
                            granted(story, 2, 10, 7, "", 21);
                            story.end();
                        },
                        story -> {
                            acked(story, 1, 10, 20);
                            granted(story, 2, 10, 7, "", 19);
                            story.end();
                        }),
                new BreakingCase(
                        QueuesKeepItems.class,
                        "two grants of an item have one token",
                        story -> {
                            granted(story, 2, 10, 7, "", 19);
                            granted(story, 3, 10, 7, "", 19);
                            story.end();
                        },
                        story -> {
                            granted(story, 2, 10, 7, "", 18);
                            granted(story, 3, 10, 7, "", 19);
                            story.end();
                        }),
                new BreakingCase(
                        QueuesKeepItems.class,
                        "what was refused is given out",
                        story -> {
                            story.failed(offer(story, 7), CallOutcome.NOT_APPLIED);
                            granted(story, 8, 10, 7, "", 19);
                            story.end();
                        },
                        story -> {
                            story.failed(offer(story, 7), CallOutcome.UNKNOWN);
                            granted(story, 8, 10, 7, "", 19);
                            story.end();
                        }),
                new BreakingCase(
                        QueuesKeepItems.class,
                        "an item overtakes one of its group",
                        story -> group(story, 21, 20),
                        story -> group(story, 20, 21)));
    }

    private static void group(Teller story, long firstAcked, long secondAcked) {
        granted(story, 1, 10, 5, "g", 15);
        granted(story, 2, 11, 6, "g", 16);
        acked(story, 3, 10, firstAcked);
        acked(story, 4, 11, secondAcked);
        story.end();
    }

    private static Operation offer(Teller story, long id) {
        return story.queue(id, A, new Offer(new NewItem(new byte[0], 0, 0, "", "", 0, 0), 0));
    }

    private static void offered(Teller story, long id, long item) {
        story.told(offer(story, id), item, new Offered(item, false));
    }

    private static Operation ack(Teller story, long id, long item) {
        return story.queue(id, A, new Ack(item, new FencingToken(1)));
    }

    private static void acked(Teller story, long id, long item, long revision) {
        story.told(ack(story, id, item), revision, new Acked(1, List.of()));
    }

    /** @param offer number of the operation that offered it */
    private static void granted(Teller story, long id, long item, long offer, String group, long revision) {
        byte[] payload = Long.toString(offer).getBytes(StandardCharsets.UTF_8);
        Granted granted = new Granted(
                new FencingToken(revision),
                new SessionId(1),
                1_000,
                0,
                List.of(new TakenItem(item, 1, 0, group, payload)));
        story.told(story.queue(id, A, new Take(1, 0, 0)), revision, granted);
    }
}
