package io.quorate.recipe.kv;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A JSON value (RFC 8259). Numbers and texts stay as they were written. */
sealed interface Json {
    /** What has no parts, as it was written: a text with its quotes, a number, true, false or null. */
    record Plain(String written) implements Json {}

    /** An array. */
    record Elements(List<Json> elements) implements Json {}

    /** An object; the names are as they were written, without their quotes. */
    record Members(TreeMap<String, Json> members) implements Json {}

    /** An object without members. */
    static Json empty() {
        return new Members(new TreeMap<>());
    }

    /**
     * Reads a value.
     *
     * @throws io.quorate.recipe.RecipeException {@code INVALID_REQUEST} for what is none, saying where
     */
    static Json parse(String text) {
        return new JsonReader(text).whole();
    }

    /** This value changed by a merge patch (RFC 7396). */
    default Json merged(Json patch) {
        if (!(patch instanceof Members changes)) {
            return patch;
        }
        TreeMap<String, Json> members = new TreeMap<>();
        if (this instanceof Members present) {
            members.putAll(present.members());
        }
        for (Map.Entry<String, Json> change : changes.members().entrySet()) {
            if (change.getValue() instanceof Plain plain && plain.written().equals("null")) {
                members.remove(change.getKey());
            } else {
                Json before = members.containsKey(change.getKey()) ? members.get(change.getKey()) : empty();
                members.put(change.getKey(), before.merged(change.getValue()));
            }
        }
        return new Members(members);
    }

    /** Without blanks, members in order. */
    default String text() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        if (this instanceof Plain plain) {
            text.append(plain.written());
        } else if (this instanceof Elements array) {
            text.append('[');
            for (int i = 0; i < array.elements().size(); i++) {
                text.append(i == 0 ? "" : ",");
                array.elements().get(i).write(text);
            }
            text.append(']');
        } else if (this instanceof Members object) {
            text.append('{');
            String separator = "";
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                text.append(separator).append('"').append(member.getKey()).append("\":");
                member.getValue().write(text);
                separator = ",";
            }
            text.append('}');
        }
    }
}
