throw new Error('not built yet');
