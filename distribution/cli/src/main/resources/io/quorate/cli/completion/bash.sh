_quorate() {
    local line=${COMP_LINE:0:COMP_POINT} now kept word
    now=${line##*[[:space:]]}
    # Bash splits words at these characters, and replaces what is behind the last of them.
    kept=${now%"${now##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("${word#"$kept"}")
    done < <(_quorate_words "$line")
}
complete -o default -F _quorate quorate
