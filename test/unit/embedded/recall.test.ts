import { describe, expect, test } from '@jest/globals';
import { answerTo, ask, say } from './ask-embedded-model.ts';

describe('what the user stated is answered from the conversation', () => {
  test.each([
    ['My name is Alice', 'What is my name?', 'Your name is Alice.'],
    ['my name is alice', 'whats my name', 'Your name is alice.'],
    ['MY NAME IS ALICE!', 'WHAT IS MY NAME', 'Your name is ALICE.'],
    ['My name’s Alice.', 'What’s my name again?', 'Your name is Alice.'],
    ['Hi! My name is Alice, nice to meet you.', 'Do you remember my name?', 'Your name is Alice.'],
    ['Hello, my name is Alice and I live in Paris.', 'Can you tell me my name, please?', 'Your name is Alice.'],
    ['Please remember that my name is Alice.', 'Do you know what my name is?', 'Your name is Alice.'],
    ['By the way, my name is Alice Smith.', 'What is my last name?', 'Your name is Alice Smith.'],
    ['My name is Alice now', 'Say my name!', 'Your name is Alice.'],
    ['Call me Al', 'What is my name?', 'Your name is Al.'],
    ['I am called Alice', 'I forgot my name', 'Your name is Alice.'],
    ['My name is María José', '¿What is my name?', 'Your name is María José.'],
    ["I'm Alice.", 'What is my name?', 'You said “I am Alice”.'],
    ['I am Alice from accounting', 'Who am I?', 'You said “I am Alice”.'],
    ['My name is Alice, what is yours?', 'What is my name?', 'Your name is Alice.'],
    ['My name is Alice', 'Is my name Alice?', 'Your name is Alice.'],
    ['My name is Alice', 'What did I say my name was?', 'Your name is Alice.'],
    ['My favourite colour is blue.', "what's my favorite color?", 'Your favourite colour is blue.'],
    ['My favorite color is blue.', 'Which colour is my favourite?', 'Your favorite color is blue.'],
    [
      'My favorite foods are pizza and sushi',
      'What are my favourite foods?',
      'Your favorite foods are pizza and sushi.',
    ],
    ['I am 30 years old', 'How old am I?', 'You are 30 years old.'],
    ["I'm 30", "What's my age?", 'You are 30 years old.'],
    ['I live in Paris.', 'Where do I live?', 'You live in Paris.'],
    ['Actually, I live in Paris now.', 'which city do I live in', 'You live in Paris.'],
    ["I'm from Peru", 'Where am I from?', 'You are from Peru.'],
    ['I work at Acme as a nurse', 'where do I work?', 'You work at Acme as a nurse.'],
    ['I work as a nurse', 'What is my job?', 'You work as a nurse.'],
    ["I'm a nurse", 'What do I do for a living?', 'You are a nurse.'],
    ['I was born on 5 May 1990', 'When was I born?', 'You were born on 5 May 1990.'],
    ['I was born in Rome', 'Where was I born?', 'You were born in Rome.'],
    ['My birthday is May 5', 'When is my birthday?', 'Your birthday is May 5.'],
    ['my dog is called Rex', "What is my dog's name?", 'Your dog is called Rex.'],
    ['my dog is called Rex', 'What is my dog called?', 'Your dog is called Rex.'],
    ["My dog's name is Rex", 'What is the name of my dog?', "Your dog's name is Rex."],
    ['I have a dog named Rex', "what's my dogs name", 'Your dog is called Rex.'],
    ['My sister is Anna', "What is my sister's name?", 'Your sister is Anna.'],
    ['My sister’s name is Anna', 'Who is my sister?', "Your sister's name is Anna."],
    ['My order number is 4711.', 'What is my order number?', 'Your order number is 4711.'],
    ['My car is red', 'What colour is my car?', 'Your car is red.'],
    ['My cat is 3 years old', 'How old is my cat?', 'Your cat is 3 years old.'],
    ['My cat sleeps a lot. My bed is where my cat keeps me awake', 'What is my bed?', null],
    ['My goal is to beat my brother', 'What is my goal?', 'Your goal is to beat your brother.'],
    ['I drive a blue van', 'Which car do I drive?', 'You drive a blue van.'],
  ])('%s | %s', async (statement, question, answer) => {
    if (answer === null) expect(await ask(statement, question)).not.toMatch(/^Your bed/);
    else expect(await ask(statement, question)).toBe(answer);
  });

  test('a statement and its question may stand in one message', async () => {
    expect(await ask('My name is Alice. What is my name?')).toBe('Your name is Alice.');
    expect(await ask('My name is Alice, what is my name?')).toBe('Your name is Alice.');
  });

  test('several questions get an answer each', async () => {
    const told = 'My name is Alice, I am 30 years old and I live in Paris.';
    expect(await ask(told, 'What is my name and how old am I?')).toBe('Your name is Alice.\nYou are 30 years old.');
    expect(await ask(told, 'Where do I live? What is 2+2?')).toBe('You live in Paris.\n2 + 2 = 4');
    expect(await ask(told, 'What is my name and what is the capital of Peru?')).toMatch(
      /^Your name is Alice\.\n\nI cannot answer “what is the capital of Peru\?”/,
    );
  });

  test('everything stated is told to who asks for it', async () => {
    const told = 'My name is Alice, I am 30 years old. I love jazz and I love tea.';
    for (const question of ['What do you know about me?', 'Who am I?', 'What did I tell you about myself?']) {
      expect(await ask(told, question)).toBe('Your name is Alice. You are 30 years old. You love jazz. You love tea.');
    }
  });
});

describe('later statements', () => {
  test('replace earlier ones', async () => {
    expect(await ask('My name is Alice', 'No, my name is Bob', 'What is my name?')).toBe('Your name is Bob.');
    expect(await ask('I live in Rome', 'I now live in Oslo', 'Where do I live?')).toBe('You live in Oslo.');
    expect(await ask('My favourite colour is red', 'My favorite color is blue', 'What is my favourite color?')).toBe(
      'Your favorite color is blue.',
    );
    expect(await ask('My name is Bob', 'My name is not Bob but Bert', 'What is my name?')).toBe('Your name is Bert.');
  });

  test('take back what they deny, and nothing else', async () => {
    expect(await ask('I live in Rome', "I don't live in Rome any more", 'Where do I live?')).toMatch(/not told me/);
    expect(await ask('My name is Bob', 'My name is not Bob', 'What is my name?')).toMatch(/not told me/);
    expect(await ask('My car is red', "My car isn't blue", 'What colour is my car?')).toBe('Your car is red.');
  });

  test('stand beside earlier ones where both can be true', async () => {
    expect(await ask('I like tea', 'I like jazz', 'What do I like?')).toBe('You like tea. You like jazz.');
  });
});

describe('what is no statement of the user about themselves is not taken for one', () => {
  test.each([
    ['Is my name Alice?'],
    ['My name is Alice?'],
    ['What if my name is Alice?'],
    ['If my name is Alice, then greet me.'],
    ['Suppose my name is Alice.'],
    ['My name is not Alice.'],
    ["My name isn't Alice."],
    ['He said my name is Alice.'],
    ['“My name is Alice,” he said.'],
    ['Translate to French: My name is Alice.'],
    ['Translate the following.\n\nMy name is Alice.'],
    ['Context: My name is Alice.'],
    ['My name is hard to pronounce.'],
    ['My name is <name>'],
    ['My name is'],
    ['Call me later'],
    ['I am hungry'],
    ['I am German'],
    ["I'm Sorry about that"],
    ['Her name is Alice'],
    ['Alice is a name'],
  ])('%s', async (text) => {
    const answer = await ask(text, 'What is my name?');
    expect(answer).not.toMatch(/Your name is|You said “I am/);
  });

  test.each([
    ["I don't live in Paris", 'Where do I live?'],
    ['I used to live in Paris', 'Where do I live?'],
    ['I want to live in Paris', 'Where do I live?'],
    ['My brother lives in Paris', 'Where do I live?'],
    ['I am 30 minutes late', 'How old am I?'],
    ['My question is how old Paris is', 'What is my question?'],
    ['I never work', 'Where do I work?'],
    ["I don't like tea", 'What do I like?'],
    ['I have to go', 'What do I have?'],
    ['My dog is brown', "What is my dog's name?"],
    ['My dog is called Rex', 'What is my name?'],
  ])('%s | %s', async (text, question) => {
    expect(await ask(text, question)).toMatch(/^You have not told me .* in this conversation\.$/);
  });

  test('nor is what the model itself said', async () => {
    const messages = [say('assistant', 'My name is Zed. Your name is Zed.'), say('user', 'What is my name?')];
    expect(await answerTo(messages)).toBe('You have not told me your name in this conversation.');
  });
});

describe('a system message', () => {
  test.each([
    ['The user’s name is Carol.', 'What is my name?', 'Your name is Carol.'],
    ['You are talking to Carol.', 'What is my name?', 'Your name is Carol.'],
    ['You are a helpful assistant. The user lives in Rome.', 'Where do I live?', 'You live in Rome.'],
    ['The user is 40 years old.', 'How old am I?', 'You are 40 years old.'],
    ['The user likes opera.', 'What do I like?', 'You like opera.'],
    ["The user's favourite colour is green.", 'What is my favorite color?', 'Your favourite colour is green.'],
  ])('tells about the user: %s', async (text, question, answer) => {
    expect(await answerTo([say('system', text), say('user', question)])).toBe(answer);
    expect(await answerTo([say('developer', text), say('user', question)])).toBe(answer);
  });
});

describe('what was never stated', () => {
  test.each([
    ['What is my name?', 'your name'],
    ['Do you remember my name?', 'your name'],
    ['How old am I?', 'how old you are'],
    ['Where do I live?', 'where you live'],
    ["What's my favorite color?", 'your favorite color'],
    ['Who am I?', 'anything about yourself'],
  ])('%s is not made up', async (question, subject) => {
    expect(await ask(question)).toBe(`You have not told me ${subject} in this conversation.`);
  });

  test('is not answered when more is asked than a statement could tell', async () => {
    expect(await ask('My name is Alice', 'What is my name in French?')).not.toMatch(/^Your name/);
  });
});
