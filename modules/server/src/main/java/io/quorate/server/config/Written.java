package io.quorate.server.config;

import java.util.List;
import java.util.stream.Stream;

/** A value as somebody wrote it, before its setting has read it. */
public sealed interface Written {
    /** One text. */
    record Text(String text) implements Written {
        @Override
        public String toString() {
            return "'" + text + "'";
        }
    }

    /** Texts one by one, which may hold commas. */
    record Items(List<String> texts) implements Written {
        public Items {
            texts = List.copyOf(texts);
        }

        /** What stands on one line, where the comma is all there is to tell items apart. */
        static Items separatedByCommas(String line) {
            return new Items(Stream.of(line.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .toList());
        }

        @Override
        public String toString() {
            return "the list [" + String.join(", ", texts) + "]";
        }
    }
}
