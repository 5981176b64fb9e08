package io.quorate.simulation.check;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * By what clients saw of queues that were drained at the end: each item whose offer was acknowledged was acknowledged once by somebody, none
 * twice, and none was given out behind that; what was refused was never given out; no two grants of an item have the same token; and
 * items of a group were acknowledged in the order of their ids.
 */
public final class QueuesKeepItems implements Invariant {
    private final Verdict verdict;
    private final Witnessed witnessed;

    QueuesKeepItems(Verdict verdict, Witnessed witnessed) {
        this.verdict = verdict;
        this.witnessed = witnessed;
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
        boolean offered;
        boolean maybeAcknowledged;
        Optional<Long> acknowledged = Optional.empty();
        long lastGrant;
        String group = "";
        final Set<Long> tokens = new HashSet<>();
    }

    @Override
    public void finished(FinalState state) {
        SortedMap<Place, Story> stories = new TreeMap<>();
        Set<Long> refused = new HashSet<>();
        witnessed.operations().forEach((operation, ending) -> {
            if (operation.request() instanceof Offer && isRefused(ending)) {
                refused.add(operation.id());
            }
        });
        witnessed.operations().forEach((operation, ending) -> {
            if (ending.isPresent() && ending.get() instanceof Ending.Acknowledged told) {
                tell(stories, operation, told, refused);
            } else if (operation.request() instanceof Ack ack && !isRefused(ending)) {
                story(stories, operation, ack.id()).maybeAcknowledged = true;
            }
        });
        stories.forEach(this::judge);
        judgeOrder(stories);
    }

    private static boolean isRefused(Optional<Ending> ending) {
        return ending.isPresent()
                && ending.get() instanceof Ending.Failed failed
                && failed.outcome() == CallOutcome.NOT_APPLIED;
    }

    private static Story story(SortedMap<Place, Story> stories, Operation operation, long id) {
        return stories.computeIfAbsent(new Place(operation.instance(), id), key -> new Story());
    }

    private void tell(
            SortedMap<Place, Story> stories, Operation operation, Ending.Acknowledged told, Set<Long> refused) {
        if (told.reply() instanceof Offered offered) {
            Story story = story(stories, operation, offered.id());
            require(!story.offered, offered.id() + " is the id of two items");
            story.offered = true;
        } else if (operation.request() instanceof Ack ack) {
            Story story = story(stories, operation, ack.id());
            require(story.acknowledged.isEmpty(), "item " + ack.id() + " was acknowledged twice");
            story.acknowledged = Optional.of(told.revision());
        } else if (told.reply() instanceof Granted granted) {
            for (TakenItem item : granted.items()) {
                Story story = story(stories, operation, item.id());
                long offer = Long.parseLong(new String(item.payload(), StandardCharsets.UTF_8));
                require(!refused.contains(offer), "item " + item.id() + " was refused, and given out");
                require(
                        story.tokens.add(granted.token().value()),
                        "item " + item.id() + " was granted twice with token " + granted.token());
                story.lastGrant = Math.max(story.lastGrant, told.revision());
                story.group = item.group();
            }
        }
    }

    private void judge(Place place, Story story) {
        require(
                !story.offered || story.maybeAcknowledged || story.acknowledged.isPresent(),
                "item " + place.id() + " of " + place.queue() + " is lost");
        long end = story.acknowledged.orElse(Long.MAX_VALUE);
        require(story.lastGrant < end, "item " + place.id() + " was given out behind its acknowledgement");
    }

    private void judgeOrder(SortedMap<Place, Story> stories) {
        TreeMap<String, Long> last = new TreeMap<>();
        for (Map.Entry<Place, Story> each : stories.entrySet()) {
            Story story = each.getValue();
            if (story.group.isEmpty() || story.acknowledged.isEmpty()) {
                continue;
            }
            String group = each.getKey().queue() + " " + story.group;
            long revision = story.acknowledged.get();
            require(
                    revision > Objects.requireNonNullElse(last.put(group, revision), 0L),
                    "item " + each.getKey().id() + " was acknowledged before one that is in front of it in " + group);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            verdict.violated(getClass(), otherwise);
        }
    }
}
