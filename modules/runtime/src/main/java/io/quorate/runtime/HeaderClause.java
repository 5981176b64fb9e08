package io.quorate.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of an OSGi manifest header: {@code path;path;name=value;name:Type=value;directive:=value}. Types of
 * attributes are dropped.
 */
record HeaderClause(List<String> paths, Map<String, String> attributes, Map<String, String> directives) {

    /** The clauses of a header; throws {@link Refusal} that names it when it cannot be read. */
    static List<HeaderClause> parse(String header, String value) {
        List<HeaderClause> clauses = new ArrayList<>();
        for (String clause : split(header, value, ',')) {
            List<String> paths = new ArrayList<>();
            Map<String, String> attributes = new LinkedHashMap<>();
            Map<String, String> directives = new LinkedHashMap<>();
            for (String part : split(header, clause, ';')) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    paths.add(part);
                    continue;
                }
                String name = part.substring(0, equals).strip();
                String text = unquote(part.substring(equals + 1).strip());
                boolean directive = name.endsWith(":");
                int type = name.indexOf(':');
                String bare = type < 0 ? name : name.substring(0, type).strip();
                if (bare.isEmpty() || (directive ? directives : attributes).put(bare, text) != null) {
                    throw new Refusal(header + ": cannot read '" + part + "'");
                }
            }
            if (paths.isEmpty()) {
                throw new Refusal(header + ": a clause names nothing: '" + clause + "'");
            }
            clauses.add(new HeaderClause(List.copyOf(paths), attributes, directives));
        }
        return clauses;
    }

    boolean isOptional() {
        return "optional".equals(directives.get("resolution"));
    }

    private static List<String> split(String header, String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            boolean end = i == value.length();
            if (end && quoted) {
                throw new Refusal(header + ": a quote is not closed");
            }
            if (!end && value.charAt(i) == '"' && (i == 0 || value.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            }
            if (end || (!quoted && value.charAt(i) == separator)) {
                parts.add(value.substring(start, i).strip());
                start = i + 1;
            }
        }
        return parts;
    }

    private static String unquote(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
