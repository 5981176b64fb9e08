# Completion of quorate, as `quorate completion` prints it.

# Prints what may stand at the end of a line. Nothing is waited for: what a cluster knows is read from a file, and when that was not
# asked for within a minute, it is fetched in the background for the next time.
_quorate_words() {
    local directory context
    directory=${XDG_CONFIG_HOME:-$HOME/.config}/quorate/completion
    context=${QUORATE_CONTEXT:-}
    case $1 in
        *" --context "*" "*)
            context=${1##* --context }
            context=${context%% *}
            ;;
    esac
    case $context in
        '' | *[!A-Za-z0-9._-]*) context= ;;
    esac
    if [ -z "$(find "$directory/${context:-none}.asked" -mmin -1 2>/dev/null)" ] && mkdir -p "$directory" 2>/dev/null; then
        : >"$directory/${context:-none}.asked"
        (@PROGRAM@ complete ${context:+--context="$context"} </dev/null >/dev/null 2>&1 &)
    fi
    {
        cat <<'QUORATE_TABLE'
@TABLE@
QUORATE_TABLE
        cat "$directory/${context:-none}.words" 2>/dev/null
    } | QUORATE_LINE=$1 awk '
        BEGIN { FS = "\t" }
        { words[$1] = words[$1] " " $2 }
        END {
            count = split(words["=valued"], list, " ")
            for (i = 1; i <= count; i++) valued[list[i]] = 1
            count = split(ENVIRON["QUORATE_LINE"], word, /[ \t]+/)
            place = "quorate"
            option = ""
            for (i = 2; i < count; i++) {
                if (option != "") option = ""
                else if (word[i] in valued) option = word[i]
                else if ((place " " word[i]) in words) place = place " " word[i]
            }
            now = word[count]
            is_option = option == "" && now ~ /^-/
            if (option != "") offered = words["=" option]
            else offered = words[place] (is_option ? " " words["=global"] : "")
            count = split(offered, list, " ")
            for (i = 1; i <= count; i++) {
                fits = index(list[i], now) == 1 && (is_option || option != "" || list[i] !~ /^-/)
                if (fits && !(list[i] in said)) print list[i]
                said[list[i]] = 1
            }
        }'
}

