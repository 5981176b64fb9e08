package io.quorate.recipe.kv;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.kv.api.KvContract;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads one JSON value from a text. */
final class JsonReader {
    private final String text;
    private int at;
    private int depth;

    JsonReader(String text) {
        this.text = text;
    }

    static void requireShort(String text) {
        if (text.length() > KvContract.MAX_JSON_CHARS) {
            throw wrong("JSON has at most " + KvContract.MAX_JSON_CHARS + " characters, this has " + text.length());
        }
    }

    /** The value that the whole text is. */
    Json whole() {
        requireShort(text);
        Json value = value();
        if (next() != 0) {
            throw malformed("something follows the value");
        }
        return value;
    }

    private Json value() {
        char first = next();
        if (first == '{' || first == '[') {
            depth++;
            if (depth > KvContract.MAX_JSON_DEPTH) {
                throw malformed("more than " + KvContract.MAX_JSON_DEPTH + " levels");
            }
            Json parts = first == '{' ? object() : array();
            depth--;
            return parts;
        } else if (first == '"') {
            return new Json.Plain('"' + string() + '"');
        } else if (first == '-' || isDigit(first)) {
            return new Json.Plain(number());
        }
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return new Json.Plain(word);
            }
        }
        throw malformed("a value is expected");
    }

    private Json object() {
        TreeMap<String, Json> members = new TreeMap<>();
        at++;
        if (next() == '}') {
            at++;
            return new Json.Members(members);
        }
        while (true) {
            if (next() != '"') {
                throw malformed("a name in quotes is expected");
            }
            String name = string();
            expect(':');
            if (members.containsKey(name)) {
                throw malformed("the name \"" + name + "\" is there twice");
            }
            members.put(name, value());
            if (endsAt('}')) {
                return new Json.Members(members);
            }
        }
    }

    private Json array() {
        List<Json> elements = new ArrayList<>();
        at++;
        if (next() == ']') {
            at++;
            return new Json.Elements(elements);
        }
        while (true) {
            elements.add(value());
            if (endsAt(']')) {
                return new Json.Elements(elements);
            }
        }
    }

    /** Whether the parts end; else there is a comma. */
    private boolean endsAt(char end) {
        char separator = next();
        if (separator != end && separator != ',') {
            throw malformed("',' or '" + end + "' is expected");
        }
        at++;
        return separator == end;
    }

    /** What is between the quotes, as it was written. */
    private String string() {
        int from = at + 1;
        at++;
        while (peek() != '"') {
            char unit = peek();
            if (unit < ' ') {
                throw malformed(at == text.length() ? "a text does not end" : "a control character in a text");
            }
            at++;
            if (unit == '\\') {
                escape();
            }
        }
        at++;
        return text.substring(from, at - 1);
    }

    private void escape() {
        char kind = peek();
        if ("\"\\/bfnrt".indexOf(kind) < 0 && kind != 'u') {
            throw malformed("no escape begins so");
        }
        at++;
        for (int i = 0; kind == 'u' && i < 4; i++) {
            if ("0123456789abcdefABCDEF".indexOf(peek()) < 0 || at == text.length()) {
                throw malformed("four hexadecimal digits are expected");
            }
            at++;
        }
    }

    private String number() {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return text.substring(from, at);
    }

    private void digits() {
        if (!isDigit(peek())) {
            throw malformed("a digit is expected");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private static boolean isDigit(char unit) {
        return unit >= '0' && unit <= '9';
    }

    private void expect(char expected) {
        if (next() != expected) {
            throw malformed("'" + expected + "' is expected");
        }
        at++;
    }

    /** The next unit that is no blank; 0 at the end. */
    private char next() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
        return peek();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private RecipeException malformed(String what) {
        return wrong("no valid JSON: " + what + ", at character " + at);
    }

    private static RecipeException wrong(String what) {
        return new RecipeException(ErrorCode.INVALID_REQUEST.name(), what);
    }
}
