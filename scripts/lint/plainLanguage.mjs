/**
 * An ESLint plugin for what a machine can hold of the language of comments: a docstring says what
 * something is or does, so it begins with no question word, and text positions are "after", not "behind".
 */
const questionWords = /^\*\s*(?:\* )?(What|Whether|How|Where|Who|Which|When|Why|Most|Least)\b/;
const wrongWords = /\b(behind|anew|expressly|in vain|somebody)\b/i;

const comments = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      question: 'A docstring begins with what it is or does, not with "{{word}}".',
      word: 'Write another word for "{{word}}".',
    },
  },
  create: (context) => ({
    Program() {
      for (const { type, value, loc } of context.sourceCode.getAllComments()) {
        const question = type === 'Block' ? questionWords.exec(value)?.[1] : undefined;
        if (question) context.report({ loc, messageId: 'question', data: { word: question } });
        const word = wrongWords.exec(value)?.[1];
        if (word) context.report({ loc, messageId: 'word', data: { word } });
      }
    },
  }),
};

export const plainLanguage = { rules: { comments } };
