package io.quorate.kernel.apply;

import io.quorate.codec.Cbor;
import io.quorate.codec.CodecException;
import io.quorate.kernel.CallResult;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Results, effects and values in words: equal words stand for equal things. */
final class Wording {
    private Wording() {}

    static String of(RecipeRunner.Execution execution) {
        return execution instanceof RecipeRunner.Execution.Finished finished ? of(finished.result()) : "waits";
    }

    private static String of(CallResult result) {
        return result.code().isEmpty()
                ? result.kind() + " " + of(result.body())
                : result.kind() + " " + result.code() + ": " + result.message();
    }

    /** What others are told: events, and answers to calls that waited. */
    static List<String> of(List<Effect> effects) {
        List<String> told = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Emitted emitted) {
                told.add("event " + emitted.event() + " of '"
                        + emitted.address().instance() + "' " + of(emitted.body()));
            } else if (effect instanceof Effect.Replied replied) {
                told.add("answer to call " + replied.sequence() + " of session " + replied.session() + ": "
                        + of(replied.result()));
            }
        }
        return told;
    }

    /** An encoded value as a tree, or in hex when it is in another form. */
    static String of(byte[] value) {
        if (value.length == 0) {
            return "";
        }
        try {
            return tree(Cbor.decode(value));
        } catch (CodecException other) {
            return "0x" + HexFormat.of().formatHex(value);
        }
    }

    private static String tree(Object node) {
        if (node instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            map.forEach((name, value) -> fields.add(name + ": " + tree(value)));
            return "{" + String.join(", ", fields) + "}";
        }
        if (node instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Wording::tree).toList()) + "]";
        }
        return node instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : node.toString();
    }
}
