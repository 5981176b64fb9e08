_quorate() {
    local -a found
    found=(${(f)"$(_quorate_words "${(j: :)words[1,CURRENT-1]} $PREFIX")"})
    if (( $#found )); then
        compadd -- $found
    else
        _files
    fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _quorate quorate
