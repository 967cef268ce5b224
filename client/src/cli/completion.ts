import { Argument, Command } from 'commander'
import { say } from './output.ts'

/** With its script each shell asks this very command for the words that may come next. */
const scripts = {
  bash: `_swath() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(swath completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _swath swath`,
  zsh: `#compdef swath
_swath() {
  local -a found
  found=(\${(f)"$(swath completion words -- "\${(@)words[2,CURRENT-1]}" 2>/dev/null)"})
  compadd -a found || _files
}
if [ "\${funcstack[1]}" = _swath ]; then _swath "$@"; else compdef _swath swath; fi`,
  fish: `function __swath_words
  set -l found (swath completion words -- (commandline -opc)[2..-1] 2>/dev/null | string match -- (commandline -ct)'*')
  and printf '%s\\n' $found
  or __fish_complete_path (commandline -ct)
end
complete -c swath -f -a '(__swath_words)'`,
}
type Shell = keyof typeof scripts

const explanation = `
  bash:  swath completion bash >> ~/.bashrc
  zsh:   swath completion zsh > "\${fpath[1]}/_swath"
  fish:  swath completion fish > ~/.config/fish/completions/swath.fish`

/** @param programFor tells which commands there are behind such words */
export function completionCommand(programFor: (words: readonly string[]) => Promise<Command>): Command {
  return new Command('completion')
    .description('A script by which a shell completes the words of this command')
    .addArgument(new Argument('<shell>', 'for which').choices([...Object.keys(scripts), 'words']))
    .argument('[words...]', 'of words: what has been typed')
    .addHelpText('after', explanation)
    .action(async (shell: Shell | 'words', words: string[]) => {
      say(shell === 'words' ? wordsAfter(await programFor(words), words).join('\n') : scripts[shell])
    })
}

/** The words that may follow: commands, values of an option or argument that has a choice, and options. */
function wordsAfter(root: Command, typed: readonly string[]): string[] {
  let command = root
  for (const word of typed) command = command.commands.find((one) => one.name() === word) ?? command
  const last = command.options.find((option) => option.long === typed.at(-1) && option.required)
  if (last) return [...(last.argChoices ?? [])]
  const names = command.commands.map((one) => one.name())
  const choices = command.registeredArguments.flatMap((argument) => [...(argument.argChoices ?? [])])
  const options = command.options.flatMap(({ long }) => (long ? [long] : []))
  return [...names, ...choices, ...options, '--help']
}
