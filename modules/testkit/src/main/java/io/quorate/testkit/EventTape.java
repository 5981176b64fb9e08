package io.quorate.testkit;

import io.quorate.kernel.Address;
import io.quorate.kernel.Cursor;
import io.quorate.kernel.EventLink;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.SubscribeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that one node tells its subscribers, by topic. */
final class EventTape {
    private static final Cursor BEGINNING = new Cursor(0, 0, 0);

    private final Map<String, List<Heard>> topics = new TreeMap<>();

    /** An event, or the place up to which this node knows of none. */
    private record Heard(Cursor at, String what, boolean reset) {
        @Override
        public String toString() {
            return what + " at revision " + at.revision();
        }
    }

    /** Begins with everything that the node still knows. */
    void record(Kernel node, Address address, String event) {
        List<Heard> heard = new ArrayList<>();
        topics.put(event + " of '" + address.instance() + "'", heard);
        EventLink link = new EventLink() {
            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public void event(Cursor at, byte[] body) {
                heard.add(new Heard(at, Bytes.shown(body), false));
            }

            @Override
            public void reset(Cursor at) {
                heard.clear();
                heard.add(new Heard(at, "reset", true));
            }
        };
        SubscribeResult result = node.subscribe(address, event, Optional.of(BEGINNING), link);
        ((SubscribeResult.Subscribed) result).subscription().resume();
    }

    boolean isEmpty() {
        return topics.values().stream().allMatch(heard -> events(heard).isEmpty());
    }

    private static List<Heard> events(List<Heard> heard) {
        return heard.stream().filter(each -> !each.reset()).toList();
    }

    void requireOrder() {
        topics.forEach((topic, heard) -> {
            for (int i = 1; i < heard.size(); i++) {
                if (heard.get(i).at().compareTo(heard.get(i - 1).at()) <= 0) {
                    throw new AssertionError(topic + ": " + heard.get(i) + " came behind " + heard.get(i - 1));
                }
            }
        });
    }

    void requireSame(EventTape other, String who) {
        topics.forEach((topic, heard) ->
                requireEqual(topic, events(heard), events(other.topics.getOrDefault(topic, List.of())), who));
    }

    /** The same from where the other one begins. */
    void requireSameEnd(EventTape other, String who) {
        topics.forEach((topic, heard) -> {
            List<Heard> others = other.topics.getOrDefault(topic, List.of());
            Cursor from = others.isEmpty() || !others.get(0).reset()
                    ? BEGINNING
                    : others.get(0).at();
            List<Heard> end = events(heard).stream()
                    .filter(event -> event.at().compareTo(from) > 0)
                    .toList();
            requireEqual(topic, end, events(others), who);
        });
    }

    private static void requireEqual(String topic, List<Heard> ours, List<Heard> theirs, String who) {
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            String here = i < ours.size() ? ours.get(i).toString() : "nothing";
            String there = i < theirs.size() ? theirs.get(i).toString() : "nothing";
            if (!here.equals(there)) {
                throw new AssertionError(
                        topic + ": event " + (i + 1) + " is " + here + ", and " + there + " at " + who);
            }
        }
    }
}
